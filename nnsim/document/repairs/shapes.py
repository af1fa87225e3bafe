"""Repairs of shapes: another view of the numbers before a layer, or the data taken in another shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from math import isqrt, prod

from nnsim.base.declared import settings_of
from nnsim.base.text import tr
from nnsim.document.graph import Node
from nnsim.document.repair import Repair
from nnsim.document.repairs.case import Case, counted_setting, on_graph, put_before, set_to
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.reshape import Reshape
from nnsim.engine.shape import Shape

LEAST_SIDE = 8
"""Pixels of a picture's side from which a list of as many numbers may well be one."""


def flattened(case: Case) -> Iterator[Repair]:
    """Yield Flatten before the layer, in every edge that brings more than a list."""
    node = case.node
    if node is None:
        return
    edges = case.graph.incoming.get(node.id, ())
    slots = {e.slot for e in edges if len(case.resolved.shapes.get(e.source, (0,))) > 1}
    if slots:
        label = tr("Put {title} before {layer}").format(title=tr(Flatten.title), layer=node.name)
        yield on_graph(label, lambda g: put_before(g, node.id, Flatten(), slots))


def data_reshaped(case: Case) -> Iterator[Repair]:
    """Yield the inputs that lead here with the data in another shape of the same size."""
    node = case.node
    if node is None or case.data is None:
        return
    for input_ in (n for n in _before(case, node.id) if n.layer.role.is_fed):
        if "shape" in dict(settings_of(input_.layer)) and not input_.layer.chosen_columns.strip():
            for shape in (case.data.shape, *other_shapes(prod(case.data.shape))):
                found = set_to(input_, "shape", () if shape == case.data.shape else shape)
                yield replace(found, other_kind=is_other_kind(case.data.shape, shape))


def reshaped(case: Case) -> Iterator[Repair]:
    """Yield Reshape before the layer, to every shape that is usual for as many numbers."""
    node = case.node
    if node is None:
        return
    edges = case.graph.incoming.get(node.id, ())
    shapes = case.resolved.shapes
    if len(edges) != 1 or edges[0].source not in shapes:
        return
    for shape in other_shapes(prod(shapes[edges[0].source])):
        label = tr("Put {title} to {shape} before {layer}").format(
            title=tr(Reshape.title), shape=" × ".join(map(str, shape)), layer=node.name
        )
        found = on_graph(label, partial(put_before, id_=node.id, layer=Reshape(shape), slots={0}))
        yield replace(found, other_kind=is_other_kind(shapes[edges[0].source], shape))


def sources_made_equal(case: Case) -> Iterator[Repair]:
    """Yield one of several sources with as many units as another gives: layers that are joined must agree."""
    node = case.node
    if node is None or len(case.graph.sources_of(node.id)) < 2:
        return
    sources = [case.graph[id_] for id_ in dict.fromkeys(case.graph.sources_of(node.id))]
    shapes = case.resolved.shapes
    for source in reversed(sources):
        name = counted_setting(source.layer)
        for size in dict.fromkeys(n for other in sources for n in shapes.get(other.id, ())):
            if name and getattr(source.layer, name) != size:
                yield set_to(source, name, size)


def is_other_kind(own: Shape, shape: Shape) -> bool:
    """Return whether numbers of the shape `own` in another `shape` are read as what they are not.

    A list of many numbers may be the pixels of a square picture, and everything may be a list; but columns
    are no sequence, and the moments of a series no rows of pixels.
    """
    is_square = len(own) == 1 and len(shape) == 3 and shape[1] == shape[2] >= LEAST_SIDE
    return len(shape) not in (1, len(own)) and not is_square


def other_shapes(count: int) -> tuple[Shape, ...]:
    """Return the usual shapes of `count` numbers: a list, a sequence, a grey and a coloured image."""
    found: list[Shape] = [(count,), (count, 1)]
    for channels in (1, 3):
        side = isqrt(count // channels)
        if side > 1 and channels * side * side == count:
            found.append((channels, side, side))
    height = max((n for n in range(2, isqrt(count) + 1) if count % n == 0), default=1)
    if height > 1:
        found.append((1, height, count // height))
    return tuple(dict.fromkeys(found))


def _before(case: Case, id_: str) -> list[Node]:
    """Return the layers that `id_` depends on, the nearest first."""
    graph, todo = case.graph, [id_]
    found: list[str] = []
    while todo:
        for source in graph.sources_of(todo.pop(0)):
            if source not in found:
                found.append(source)
                todo.append(source)
    return [graph[found_id] for found_id in found]
