"""Batch normalisation."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import hidden, normalised
from nnsim.engine.layers.batch_norm import BatchNorm

LEAST_BATCH = 8
"""Examples of a batch from which on its mean tells something."""


@cures.register
class UseBatchNorm(Cure):
    """Sums are brought to a mean and a spread before every activation."""

    key = "batch_norm"
    title = mark("Batch norm")
    summary = mark(
        "Brings the weighted sums of every hidden layer to a mean and a spread over the batch, so that activations do"
        " not saturate or die and gradients keep their size."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.data is None or case.training.batch_of(len(case.data.train)) < LEAST_BATCH:
            return
        ids = tuple(stage.id for stage in hidden(case))
        if normalised(case.project.graph, ids, BatchNorm()) != case.project.graph:
            label = tr("Put batch norm into the hidden layers")
            yield on_graph(self.key, label, lambda g: normalised(g, ids, BatchNorm()))
