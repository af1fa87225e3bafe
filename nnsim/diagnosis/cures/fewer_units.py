"""Fewer units in hidden layers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_graph
from nnsim.diagnosis.resizing import resized, sizes_of
from nnsim.document.graph import Graph

FEWEST = 4
SHARES = (4, 16)


@cures.register
class FewerUnits(Cure):
    """Narrower hidden layers."""

    key = "fewer_units"
    title = mark("Fewer units")
    summary = mark(
        "Makes hidden layers narrower: a smaller network cannot learn its examples by heart as easily."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        sizes = sizes_of(case)
        for share in SHARES:
            ids = tuple(id_ for id_, size in sizes.items() if size >= share * FEWEST)
            if ids:
                most = max(sizes[id_] // share for id_ in ids)
                label = tr("Give the hidden layers {n} units at most").format(n=most)
                yield on_graph(self.key, label, partial(_smaller, ids=ids, share=share))


def _smaller(graph: Graph, ids: tuple[str, ...], share: int) -> Graph:
    return resized(graph, ids, lambda size: size // share)
