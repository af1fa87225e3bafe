"""Another activation in hidden layers."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import is_squashing, relu_and_he, with_activations
from nnsim.document.graph import Graph
from nnsim.engine.activation import Activation
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.glorot import GlorotUniform


@cures.register
class OtherActivation(Cure):
    """ReLU in place of what squashes."""

    key = "other_activation"
    title = mark("Another activation")
    summary = mark(
        "Puts ReLU with He's first weights, or tanh with Glorot's, in place of activations whose slope is small: the"
        " gradient then keeps its size from layer to layer."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        for label, edit in ((tr("Use ReLU + He"), relu_and_he), (tr("Use tanh + Glorot"), _tanh_and_glorot)):
            if edit(case.project.graph) != case.project.graph:
                yield on_graph(self.key, label, edit)


def _tanh_and_glorot(graph: Graph) -> Graph:
    return with_activations(graph, _is_one_sided, Tanh(), GlorotUniform())


def _is_one_sided(activation: Activation) -> bool:
    """Return whether an activation squashes, and its outputs are not spread around 0."""
    return is_squashing(activation) and activation.limits[0] + activation.limits[1] != 0
