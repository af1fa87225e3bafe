"""What was done to the data, as text."""

from __future__ import annotations

from pathlib import Path

from nnsim.base.atomic import why_not_written, write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.notes import written_out
from nnsim.export.exporter import ExportContext, Exporter, ExportKind, exporters


@exporters.register
class WhatWasDone(Exporter):
    """Every step from the source to what the network sees, a numbered line each, with its reason."""

    key = "what_was_done"
    title = mark("What was done to the data")
    summary = mark(
        "How the data were read, split and scaled, line by line, each with its reason, as plain text."
    )
    kind = ExportKind.DATA
    suffix = ".txt"
    order = 200

    def why_not(self, context: ExportContext) -> str | None:
        return None if context.data is not None else tr("There are no data yet. Choose some first.")

    def write(self, path: Path, context: ExportContext) -> None:
        problem = self.why_not(context)
        if context.data is None:
            raise NnsimError(problem or "")
        text = written_out(context.data.title, context.data.summary)
        try:
            write_atomically(path, text.encode())
        except OSError as error:
            raise why_not_written(error, path) from error
