"""More units in hidden layers."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.resizing import resized, sizes_of
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import COLUMN, make_room
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.layers.dense import Dense

FIRST = 32
"""Units that a hidden layer has at least afterwards."""
MOST = 256
LEAST_GROWTH = 4


@cures.register
class MoreUnits(Cure):
    """Wider hidden layers, or a first one where there is none."""

    key = "more_units"
    title = mark("More units")
    summary = mark(
        "Makes hidden layers wider, or puts one in where there is none, so that the network can say more."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        sizes = sizes_of(case)
        if not sizes:
            yield from self._first(case)
            return
        ids = tuple(id_ for id_, size in sizes.items() if size < MOST)
        if ids:
            label = tr("Give the hidden layers {n} units and more").format(n=min(map(_more, sizes.values())))
            yield on_graph(self.key, label, lambda g: resized(g, ids, _more))

    def _first(self, case: Case) -> Iterator[Prescription]:
        ends = [s for s in case.structure.connecting if s.layer.fully_connected and len(s.sources) == 1]
        if len(case.structure.connecting) != 1 or not ends:
            return
        edge = Edge(ends[0].sources[0], ends[0].id)
        label = tr("Put in a hidden layer of {n} units").format(n=FIRST)
        yield on_graph(self.key, label, lambda g: _with_hidden(g, edge))


def _more(size: int) -> int:
    return max(size, min(MOST, max(FIRST, LEAST_GROWTH * size)))


def _with_hidden(graph: Graph, edge: Edge) -> Graph:
    before = graph[edge.source]
    layer = Dense(FIRST, ReLU(), HeNormal())
    graph, id_ = edits.insert_on_edge(graph, edge, layer, before.x + COLUMN, before.y)
    return edits.move(graph, make_room(graph, id_))
