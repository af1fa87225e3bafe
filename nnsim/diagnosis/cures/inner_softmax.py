"""No softmax inside a network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import is_hidden
from nnsim.diagnosis.output_edits import linear_end
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.layers.activation import ActivationLayer


@cures.register
class InnerSoftmax(Cure):
    """Layers pass on weighted sums where a softmax stood before others."""

    key = "inner_softmax"
    title = mark("No softmax inside")
    summary = mark(
        "Takes softmax away from layers that others follow: shares that sum to 1 tell those next to nothing, and let"
        " little of the gradient through."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        graph = case.project.graph
        ids = tuple(
            node.id
            for node in graph.nodes
            if isinstance(node.layer.activation_function(), Softmax) and is_hidden(graph, node)
        )
        if ids:
            outputs = tuple(output.stage for output in case.structure.outputs)
            label = tr("Take softmax away from the layers before the output")
            yield on_graph(self.key, label, partial(_without, ids=ids, outputs=outputs))


def _without(graph: Graph, ids: tuple[str, ...], outputs: tuple[str, ...]) -> Graph:
    for id_ in ids:
        layer = graph[id_].layer
        if isinstance(layer, ActivationLayer):
            graph = edits.remove_closing(graph, (id_,), {})
        else:
            graph = edits.set_layer(graph, id_, layer.without_activation())
    for output in outputs:
        # The loss applies softmax itself.
        graph = linear_end(graph, output)
    return graph
