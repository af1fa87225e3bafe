"""Hidden layers made larger or smaller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.drawing_edits import hidden
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.repairs.case import counted_setting


def sizes_of(case: Case) -> dict[str, int]:
    """Return units or filters of every hidden layer whose number can be set, by id."""
    found = {}
    for stage in hidden(case):
        name = counted_setting(stage.layer)
        if name and name in ("units", "filters"):
            found[stage.id] = int(getattr(stage.layer, name))
    return found


def resized(graph: Graph, ids: tuple[str, ...], size: Callable[[int], int]) -> Graph:
    """Return the drawing with as many units in the layers `ids` as `size` makes of those there are."""
    for id_ in ids:
        layer = graph[id_].layer
        name = counted_setting(layer)
        graph = edits.set_layer(graph, id_, replace(layer, **{name: size(int(getattr(layer, name)))}))
    return graph
