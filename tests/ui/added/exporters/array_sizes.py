"""An exporter that the program does not have: one file is all it takes."""

from __future__ import annotations

from pathlib import Path

from nnsim.base.atomic import write_atomically
from nnsim.base.errors import NnsimError
from nnsim.base.settings import flag, integer
from nnsim.export.exporter import ExportContext, Exporter, ExportKind, exporters, nothing_learned


@exporters.register
class ArraySizes(Exporter):
    """The size of every learned array, a line each."""

    key = "array_sizes"
    title = "Sizes of arrays"
    summary = "How many numbers every array holds."
    kind = ExportKind.REPORT
    suffix = ".txt"
    left_by_training = True

    most: int = integer(100, low=1, high=1000, label="Most lines")
    shapes: bool = flag(False, label="Shapes")

    def why_not(self, context: ExportContext) -> str | None:
        return nothing_learned(context)

    def write(self, path: Path, context: ExportContext) -> None:
        problem = self.why_not(context)
        if problem is not None or context.learned is None:
            raise NnsimError(problem)
        found = list(context.learned.arrays.items())[: self.most]
        lines = [f"{name} {array.shape if self.shapes else array.size}\n" for name, array in found]
        write_atomically(path, "".join(lines).encode())
