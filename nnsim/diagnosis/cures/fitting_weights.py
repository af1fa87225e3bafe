"""First weights by the size of the layers."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import fitting_weights


@cures.register
class FittingWeights(Cure):
    """He's or Glorot's initialization."""

    key = "fitting_weights"
    title = mark("Fitting first weights")
    summary = mark(
        "Draws first weights by the number of connections, as He's and Glorot's rules say, and begins with biases of"
        " 0: signals and gradients then keep their size from layer to layer."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if fitting_weights(case.project.graph) != case.project.graph:
            yield on_graph(self.key, tr("Draw fitting weights"), fitting_weights)
