"""Dropout in hidden layers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.drawing_edits import hidden, laid_out, put_behind
from nnsim.document.graph import Graph
from nnsim.engine.layers.dropout import Dropout

SHARES = (0.2, 0.5)


@cures.register
class AddDropout(Cure):
    """Units are left out by chance while training."""

    key = "add_dropout"
    title = mark("Dropout")
    summary = mark("Leaves some units out by chance in every step, so that none can rely on one other alone.")

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        graph = case.project.graph
        if any(isinstance(node.layer, Dropout) and node.layer.rate > 0 for node in graph.nodes):
            return
        ids = tuple(s.id for s in hidden(case) if len(s.shape) == 1 and s.shape[0] >= 8)
        for share in SHARES if ids else ():
            label = tr("Put dropout {share} behind the hidden layers").format(share=f"{share:g}")
            yield on_graph(self.key, label, partial(_with_dropout, ids=ids, share=share))


def _with_dropout(graph: Graph, ids: tuple[str, ...], share: float) -> Graph:
    for id_ in ids:
        graph = put_behind(graph, id_, Dropout(share))
    return laid_out(graph)
