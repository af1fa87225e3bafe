"""The contract of exporters: one file a target, found by discovery."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.data.prepare import Prepared
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.resolve import Resolved


@dataclass(frozen=True, eq=False)
class ExportContext:
    """What there is to export. `learned` is None before training; `data` while there is none."""

    project: Project
    resolved: Resolved
    learned: Learned | None = None
    data: Prepared | None = None


class Exporter(Part):
    """Writes a network, or a part of it, as a file for other programs.

    Its fields, if it has any, are the settings a dialog asks for before it writes.
    """

    suffix: ClassVar[str]
    """Suffix of its files, with the dot."""

    def why_not(self, context: ExportContext) -> str | None:
        """Return a sentence that says why nothing can be written now, or None when it can."""
        return None

    def write(self, path: Path, context: ExportContext) -> None:
        """Write the file, atomically.

        Raises NnsimError when it cannot be written, or `why_not` has something to say.
        """
        raise NotImplementedError


exporters: Registry[Exporter] = Registry(Exporter, "nnsim.export.exporters", mark("export format"))


def nothing_learned(context: ExportContext) -> str | None:
    """Return the sentence of exporters that need learned numbers, or None when there are some."""
    if context.learned is None or not context.learned.arrays:
        return tr("There are no weights yet. Press Play or take one step first.")
    return None
