"""What the exporters of weights share: all but the suffix."""

from __future__ import annotations

from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.export.description import description
from nnsim.export.exporter import ExportContext, Exporter, ExportKind, nothing_learned
from nnsim.export.weights import by_layer_name, save_weights


class WeightsExporter(Exporter):
    """Writes every learned array under ``layer name/parameter name``, and what it takes to use it elsewhere."""

    kind = ExportKind.WEIGHTS
    left_by_training = True

    def why_not(self, context: ExportContext) -> str | None:
        return nothing_learned(context)

    def write(self, path: Path, context: ExportContext) -> None:
        problem = self.why_not(context)
        if problem is not None or context.learned is None:
            raise NnsimError(problem)
        arrays = by_layer_name(context.project.graph, context.learned.arrays)
        described = description(context.resolved.stages, context.resolved.outputs, context.data)
        save_weights(path, arrays, described, self.suffix)
