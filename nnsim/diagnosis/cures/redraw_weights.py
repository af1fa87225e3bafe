"""Random first weights where all are the same."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import drawn_by, fitting_initializer, initializers_of
from nnsim.document import edits
from nnsim.document.graph import Graph

EQUAL = frozenset(("zeros", "ones", "constant"))
"""Keys of initializers that make all weights the same."""


@cures.register
class RedrawWeights(Cure):
    """Units that begin alike stay alike: their weights are drawn."""

    key = "redraw_weights"
    title = mark("Random first weights")
    summary = mark(
        "Draws weights at random where all begin with the same value: units that begin alike get the same gradient"
        " and stay alike, and from weights of 0 nothing comes back to the layers before."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if _redrawn(case.project.graph) != case.project.graph:
            yield on_graph(self.key, tr("Draw the weights at random"), _redrawn)


def _redrawn(graph: Graph) -> Graph:
    for node in graph.nodes:
        if any(drawn.key in EQUAL for drawn in initializers_of(node.layer).values()):
            layer = drawn_by(node.layer, fitting_initializer(graph, node))
            graph = edits.set_layer(graph, node.id, layer)
    return graph
