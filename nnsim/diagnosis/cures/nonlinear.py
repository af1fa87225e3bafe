"""Activations between linear layers."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import drawn_by, hidden
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializers.he import HeNormal


@cures.register
class Nonlinear(Cure):
    """ReLU in hidden layers that have no activation."""

    key = "nonlinear"
    title = mark("Activations in hidden layers")
    summary = mark(
        "Puts ReLU into hidden layers without an activation: linear layers in a row are no more than one."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        bare = tuple(
            stage.id
            for stage in hidden(case)
            if (own := stage.layer.activation_function()) is not None
            and own.is_identity
            and ((after := case.structure.activation_of(stage)) is None or after.is_identity)
        )
        if bare:
            yield on_graph(self.key, tr("Put ReLU into the hidden layers"), lambda g: _bent(g, bare))


def _bent(graph: Graph, ids: tuple[str, ...]) -> Graph:
    for id_ in ids:
        layer = drawn_by(graph[id_].layer.with_activation(ReLU()), HeNormal())
        graph = edits.set_layer(graph, id_, layer)
    return graph
