"""Leaky ReLU where units can die."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import fitting_weights, leaky


@cures.register
class UseLeakyReLU(Cure):
    """Below 0 a little of the gradient passes."""

    key = "leaky_relu"
    title = mark("Leaky ReLU")
    summary = mark("Lets a little of the gradient through below 0, so that no unit stays off for ever.")

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        graph = case.project.graph
        if leaky(graph) == graph:
            return
        yield on_graph(self.key, tr("Use Leaky ReLU"), leaky)
        if fitting_weights(leaky(graph)) != leaky(graph):
            label = tr("Use Leaky ReLU and draw fitting weights")
            yield on_graph(self.key, label, lambda g: leaky(fitting_weights(g)))
