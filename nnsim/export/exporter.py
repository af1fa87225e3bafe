"""The contract of exporters: one file a target, found by discovery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import ClassVar

from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.resolve import Resolved


class ExportKind(Enum):
    """What of a network stands in a file; the value is what such a file is called that has no other name."""

    WEIGHTS = "weights"
    DRAWING = "drawing"
    DATA = "data"
    REPORT = "report"

    @property
    def title(self) -> str:
        """What a command is called that writes files of this kind, marked for translation."""
        return _TITLES[self]


_TITLES = {
    ExportKind.WEIGHTS: mark("Export weights…"),
    ExportKind.DRAWING: mark("Export the drawing…"),
    ExportKind.DATA: mark("Export the data…"),
    ExportKind.REPORT: mark("Export a report…"),
}


@dataclass(frozen=True, eq=False)
class ExportContext:
    """What there is to export. `learned` is None before training; `data` while there is none."""

    project: Project
    resolved: Resolved
    learned: Learned | None = None
    data: Prepared | None = None


class Exporter(Part):
    """Writes a network, or a part of it, as a file for other programs.

    Its fields, if it has any, are the settings a dialog asks for before it writes. The window offers it among
    those of its kind, ``nnsim.library`` by the name of its class.
    """

    kind: ClassVar[ExportKind]
    suffix: ClassVar[str]
    """Suffix of its files, with the dot; no other exporter of its kind has it."""
    left_by_training: ClassVar[bool] = False
    """Whether ``nnsim train`` leaves such a file among its results, written with the usual settings."""

    def why_not(self, context: ExportContext) -> str | None:
        """Return a sentence that says why nothing can be written now, or None when it can."""
        return None

    def write(self, path: Path, context: ExportContext) -> None:
        """Write the file, atomically.

        Raises NnsimError when it cannot be written, or `why_not` has something to say.
        """
        raise NotImplementedError


exporters: Registry[Exporter] = Registry(Exporter, "nnsim.export.exporters", mark("export format"))


def exporters_of(kind: ExportKind) -> list[type[Exporter]]:
    """Return the exporters of one kind, in menu order."""
    return [exporter for exporter in exporters if exporter.kind is kind]


def exporter_for(path: Path, kinds: Sequence[ExportKind] = tuple(ExportKind)) -> type[Exporter]:
    """Return what writes files called like `path`, the first in menu order; raises NnsimError when none does."""
    possible = [exporter for exporter in exporters if exporter.kind in kinds]
    for exporter in possible:
        if exporter.suffix == path.suffix.lower():
            return exporter
    raise NnsimError(
        tr("Nothing is exported as {name}. Choose one of these endings: {endings}.").format(
            name=repr(path.name[:100]), endings=", ".join(dict.fromkeys(e.suffix for e in possible))
        )
    )


def nothing_learned(context: ExportContext) -> str | None:
    """Return the sentence of exporters that need learned numbers, or None when there are some."""
    if context.learned is None or not context.learned.arrays:
        return tr("There are no weights yet. Press Play or take one step first.")
    return None
