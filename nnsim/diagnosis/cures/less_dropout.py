"""Less dropout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.layers.alpha_dropout import AlphaDropout
from nnsim.engine.layers.dropout import Dropout

SHARES = (0.1, 0.0)


@cures.register
class LessDropout(Cure):
    """Hardly a unit is left out, or none."""

    key = "less_dropout"
    title = mark("Less dropout")
    summary = mark(
        "Leaves fewer units out, or none, where too little of the signal comes through to learn from."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        graph = case.project.graph
        for share in SHARES:
            if _lowered(graph, share) != graph:
                label = tr("Lower dropout to {share}").format(share=f"{share:g}")
                yield on_graph(self.key, label, partial(_lowered, share=share))


def _lowered(graph: Graph, share: float) -> Graph:
    for node in graph.nodes:
        if isinstance(node.layer, Dropout | AlphaDropout) and node.layer.rate > share:
            graph = edits.set_layer(graph, node.id, replace(node.layer, rate=share))
    return graph
