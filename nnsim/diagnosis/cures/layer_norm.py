"""Layer normalisation."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import hidden, normalised
from nnsim.engine.layers.layer_norm import LayerNorm


@cures.register
class UseLayerNorm(Cure):
    """Sums are brought to a mean and a spread within every example."""

    key = "layer_norm"
    title = mark("Layer norm")
    summary = mark(
        "Brings the weighted sums of every hidden layer to a mean and a spread within each example, whatever the size"
        " of the batch is."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        # A layer of a few units has hardly anything left after its mean and spread are gone.
        ids = tuple(stage.id for stage in hidden(case) if stage.shape[-1] >= 4)
        if normalised(case.project.graph, ids, LayerNorm()) != case.project.graph:
            label = tr("Put layer norm into the hidden layers")
            yield on_graph(self.key, label, lambda g: normalised(g, ids, LayerNorm()))
