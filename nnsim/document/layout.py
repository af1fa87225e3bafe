"""Automatic layout: where the layers of a drawing stand so that a person can read it.

Layers stand in columns from left to right, each behind everything that feeds it (longest-path
layering); within a column they are ordered by the barycentre of their neighbours; then heights
are chosen so that chains run straight. An edge that spans several columns keeps a lane free in
the columns between, as Sugiyama, Tagawa and Toda (1981) do it. All steps are deterministic.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from nnsim.document.graph import Edge, Graph

COLUMN = 176.0
"""Distance of two neighbouring columns, centre to centre."""
ROW = 112.0
"""Least distance of two nodes in one column, centre to centre."""
LANE = 56.0
"""Least distance of a node from the lane of an edge that passes its column."""
GRID = 8.0
"""Centres stand on multiples of this."""

_SWEEPS = 4
_MOST_LANES = 4000
_LIGHT = 1e-3
"""Weight of a lane beside a node: a lane gives way, a chain of nodes does not bend for it."""

Places = dict[str, tuple[float, float]]


def forward_edges(graph: Graph) -> tuple[Edge, ...]:
    """Return the edges without those that close a cycle (found depth first, in drawing order)."""
    state: dict[str, int] = {}
    back: set[Edge] = set()
    for node in sorted(graph.nodes, key=lambda n: n.id in graph.incoming):
        if node.id not in state:
            _mark_back_edges(graph, node.id, state, back)
    return tuple(e for e in graph.edges if e not in back)


def _mark_back_edges(graph: Graph, root: str, state: dict[str, int], back: set[Edge]) -> None:
    stack = [(root, iter(graph.outgoing.get(root, ())))]
    state[root] = 1
    while stack:
        id_, edges = stack[-1]
        edge = next(edges, None)
        if edge is None:
            state[id_] = 2
            stack.pop()
        elif state.get(edge.target) == 1:
            back.add(edge)
        elif edge.target not in state:
            state[edge.target] = 1
            stack.append((edge.target, iter(graph.outgoing.get(edge.target, ()))))


def columns(graph: Graph) -> dict[str, int]:
    """Return the column of every node: the length of the longest path that leads to it."""
    return _columns(graph, forward_edges(graph))


def _columns(graph: Graph, edges: Collection[Edge]) -> dict[str, int]:
    targets: dict[str, list[str]] = defaultdict(list)
    waiting = {n.id: 0 for n in graph.nodes}
    for edge in edges:
        targets[edge.source].append(edge.target)
        waiting[edge.target] += 1
    column = {n.id: 0 for n in graph.nodes}
    ready = [id_ for id_, count in waiting.items() if not count]
    for id_ in ready:
        for target in targets[id_]:
            column[target] = max(column[target], column[id_] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return column


def skip_edges(graph: Graph) -> frozenset[Edge]:
    """Return the edges beside which a longer way leads from their source to their target."""
    edges = forward_edges(graph)
    column = _columns(graph, edges)
    targets: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        targets[edge.source].append(edge.target)
    bit = {n.id: 1 << i for i, n in enumerate(graph.nodes)}
    reach: dict[str, int] = {}
    for id_ in sorted(bit, key=lambda id_: -column[id_]):
        reach[id_] = 0
        for target in targets[id_]:
            reach[id_] |= reach[target] | bit[target]
    return frozenset(
        e
        for e in edges
        if column[e.target] - column[e.source] > 1
        and any(reach[other] & bit[e.target] for other in targets[e.source] if other != e.target)
    )


@dataclass
class _Sheet:
    """The drawing as columns of names; a lane is called by a pair of its edge's source and column."""

    columns: list[list[object]]
    is_lane: set[object] = field(default_factory=set)
    left: dict[object, list[object]] = field(default_factory=lambda: defaultdict(list))
    right: dict[object, list[object]] = field(default_factory=lambda: defaultdict(list))

    def join(self, a: object, b: object) -> None:
        if b not in self.right[a]:
            self.right[a].append(b)
            self.left[b].append(a)


def tidy(graph: Graph, ids: Collection[str] | None = None) -> Places:
    """Return new centres for the nodes `ids` (None: all), arranged from left to right.

    The arrangement keeps its top left corner where those nodes had theirs.
    """
    part = graph if ids is None else graph.fragment(ids)
    if not part.nodes:
        return {}
    sheet = _sheet(part)
    _order(sheet)
    height = _heights(sheet)
    x0 = _snap(min(n.x for n in part.nodes))
    y0 = min(n.y for n in part.nodes) - min(height[n.id] for n in part.nodes)
    return {
        str(name): (x0 + number * COLUMN, _snap(y0 + height[name]))
        for number, column in enumerate(sheet.columns)
        for name in column
        if name not in sheet.is_lane
    }


def _snap(value: float) -> float:
    return round(value / GRID) * GRID


def _sheet(graph: Graph) -> _Sheet:
    edges = forward_edges(graph)
    column = _columns(graph, edges)
    sheet = _Sheet([[] for _ in range(max(column.values()) + 1)])
    for node in graph.nodes:
        sheet.columns[column[node.id]].append(node.id)
    # The shortest edges get their lanes first: when there are too many, the longest go without.
    for edge in sorted(edges, key=lambda e: column[e.target] - column[e.source]):
        first, last = column[edge.source], column[edge.target]
        if last - first > 1 and len(sheet.is_lane) + last - first > _MOST_LANES:
            continue
        previous: object = edge.source
        for number in range(first + 1, last):
            lane = (edge.source, number)
            if lane not in sheet.is_lane:
                sheet.is_lane.add(lane)
                sheet.columns[number].insert(0, lane)
            sheet.join(previous, lane)
            previous = lane
        sheet.join(previous, edge.target)
    return sheet


def _order(sheet: _Sheet) -> None:
    """Order every column by the barycentre of its neighbours, sweeping to and fro."""
    place = {name: float(i) for column in sheet.columns for i, name in enumerate(column)}
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        neighbours = sheet.left if forth else sheet.right
        for column in sheet.columns if forth else reversed(sheet.columns):
            if len(column) < 2:
                continue
            centre = {name: _mean(place, neighbours[name], place[name]) for name in column}
            column.sort(key=lambda name: (centre[name], name not in sheet.is_lane, place[name]))
            for i, name in enumerate(column):
                place[name] = i - (len(column) - 1) / 2


def _mean(place: Mapping[object, float], names: Collection[object], otherwise: float) -> float:
    return sum(place[name] for name in names) / len(names) if names else otherwise


def _heights(sheet: _Sheet) -> dict[object, float]:
    """Return a height for every name: near its neighbours, in order, and far enough apart."""
    height: dict[object, float] = {}
    for column in sheet.columns:
        offsets = _offsets(sheet, column)
        middle = offsets[-1] / 2
        height.update((name, offset - middle) for name, offset in zip(column, offsets, strict=True))
    for sweep in range(2 * _SWEEPS):
        forth = sweep % 2 == 0
        sides = (sheet.left,) if sweep < 2 and forth else (sheet.left, sheet.right)
        for column in sheet.columns if forth else reversed(sheet.columns):
            wanted = [_wanted(sheet, name, height, sides) for name in column]
            weights = [_LIGHT if name in sheet.is_lane else 1.0 for name in column]
            places = _apart(wanted, weights, _offsets(sheet, column))
            height.update(zip(column, places, strict=True))
    _straighten(sheet, height)
    return height


def _straighten(sheet: _Sheet, height: dict[object, float]) -> None:
    """Give the nodes of a chain one height where their columns have room for it; sweeps alone leave stairs."""
    room: dict[object, tuple[float, float]] = {}
    for chain in sorted(_chains(sheet), key=len, reverse=True):
        for number, name in chain:
            room[name] = _room(sheet, sheet.columns[number], name, height)
        low = max(room[name][0] for _, name in chain)
        high = min(room[name][1] for _, name in chain)
        if low <= high:
            mean = sum(height[name] for _, name in chain) / len(chain)
            height.update((name, min(max(mean, low), high)) for _, name in chain)


def _chains(sheet: _Sheet) -> list[list[tuple[int, object]]]:
    """Return the longest runs of nodes (with their columns) that feed only each other, lanes not counted."""
    chains: dict[object, list[tuple[int, object]]] = {}
    for number, column in enumerate(sheet.columns):
        for name in column:
            if name in sheet.is_lane:
                continue
            before = [other for other in sheet.left.get(name, ()) if other not in sheet.is_lane]
            only = before[0] if len(before) == 1 else None
            goes_on = only is not None and sum(n not in sheet.is_lane for n in sheet.right[only]) == 1
            chain = chains[only] if goes_on else []
            chain.append((number, name))
            chains[name] = chain
    return list({id(chain): chain for chain in chains.values()}.values())


def _room(
    sheet: _Sheet, column: list[object], name: object, height: Mapping[object, float]
) -> tuple[float, float]:
    """Return the least and the greatest height that a name may have between its neighbours in its column."""
    place = column.index(name)
    offsets = _offsets(sheet, column[max(place - 1, 0) : place + 2])
    above = height[column[place - 1]] + offsets[1] if place else -math.inf
    last = place + 1 == len(column)
    below = math.inf if last else height[column[place + 1]] - (offsets[-1] - offsets[-2])
    return above, below


def _wanted(
    sheet: _Sheet,
    name: object,
    height: Mapping[object, float],
    sides: tuple[Mapping[object, list[object]], ...],
) -> float:
    total = weight = 0.0
    for side in sides:
        for other in side.get(name, ()):
            share = _LIGHT if other in sheet.is_lane and name not in sheet.is_lane else 1.0
            total += share * height[other]
            weight += share
    return total / weight if weight else height[name]


def _offsets(sheet: _Sheet, column: list[object]) -> list[float]:
    """Return the least distance of every name of a column from the first."""
    offsets = [0.0]
    for above, below in pairwise(column):
        lanes = (above in sheet.is_lane) + (below in sheet.is_lane)
        offsets.append(offsets[-1] + (ROW, LANE + 8, LANE / 2)[lanes])
    return offsets


def _apart(wanted: list[float], weights: list[float], offsets: list[float]) -> list[float]:
    """Return the places nearest to `wanted` (least squares) that keep the distances of `offsets`.

    Pool adjacent violators, the exact solution of isotonic regression.
    """
    blocks: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        value, size, count = want - offset, weight, 1
        while blocks and blocks[-1][0] > value:
            v, s, c = blocks.pop()
            value, size, count = (v * s + value * size) / (s + size), s + size, c + count
        blocks.append((value, size, count))
    values = [value for value, _, count in blocks for _ in range(count)]
    return [value + offset for value, offset in zip(values, offsets, strict=True)]


def make_room(graph: Graph, id_: str) -> Places:
    """Return the new centres that keep node `id_` clear of what follows it.

    Used after a node was put on an edge: when its target stands less than a column further right,
    that target and everything behind it that stands to the right move on together.
    """
    node = graph[id_]
    followers = [graph[e.target] for e in graph.outgoing.get(id_, ()) if graph[e.target].x >= node.x]
    short = max((node.x + COLUMN - t.x for t in followers), default=0.0)
    if short <= 0:
        return {}
    moved: set[str] = set()
    ready = [t.id for t in followers]
    left = min(t.x for t in followers)
    while ready:
        current = ready.pop()
        if current in moved or current == id_ or graph[current].x < left:
            continue
        moved.add(current)
        ready += [e.target for e in graph.outgoing.get(current, ())]
    shift = math.ceil(short / GRID) * GRID
    return {i: (graph[i].x + shift, graph[i].y) for i in moved}


def free_place(graph: Graph, x: float, y: float) -> tuple[float, float]:
    """Return the first place at or below (x, y), on the grid, where a new node covers no other."""
    x, y = _snap(x), _snap(y)
    near = [n.y for n in graph.nodes if abs(n.x - x) < 0.9 * COLUMN]
    while any(abs(other - y) < 0.9 * ROW for other in near):
        y += GRID
    return x, y
