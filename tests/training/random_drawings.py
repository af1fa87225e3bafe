"""Random drawings without a cycle, of whatever layers are registered."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from functools import cache

from hypothesis import strategies as st

from nnsim.base.declared import check_all, settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.settings import Real
from nnsim.document.graph import Edge, Graph, Node, Objective
from nnsim.engine.layer import Layer, layers
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.shape import Shape
from tests.builders import small, stage, variants

SHAPES: tuple[Shape, ...] = ((3,), (4,), (4, 2), (2, 5, 4))
"""Two lists, a sequence, an image."""
MOST_VALUES, MOST_PARAMETERS = 120, 2000
"""Layers are drawn where they stay this small."""


@cache
def kinds() -> dict[type[Layer], tuple[Layer, ...]]:
    """Return every preset of every layer that can follow another and passes a gradient, and its variants, by class.

    Numbers at the ends of their range (an ε of 1e-12) are left to the contract of the layer: between
    many others they bend the loss more than a difference quotient can follow.
    """
    found: dict[type[Layer], tuple[Layer, ...]] = {}
    for cls in layers:
        if cls.arity[1] != 0 and cls.passes_gradient:
            made = [
                v
                for preset in cls.presets()
                for v in variants(small(preset.layer))
                if _usual(v, preset.layer)
            ]
            found[cls] = tuple(dict.fromkeys(made))
    return found


def _usual(layer: Layer, preset: Layer) -> bool:
    reals = [name for name, kind in settings_of(layer) if isinstance(kind, Real)]
    same = all(getattr(layer, name) == getattr(preset, name) for name in reals)
    return same and not list(check_all(layer))


def _count(layer: Layer, count: int) -> int:
    """Return a number of inputs the layer takes, `count` if it may be."""
    least, most = layer.arity
    return max(least, count if most is None else min(count, most))


@cache
def fitting(shape: Shape) -> tuple[tuple[Layer, ...], ...]:
    """Return the layers that take inputs of `shape` and can learn by back-propagation, class by class."""
    found = []
    for made in kinds().values():
        fits = tuple(layer for layer in made if _fits(layer, (shape,) * _count(layer, 2)))
        if fits:
            found.append(fits)
    return tuple(found)


def _fits(layer: Layer, shapes: Sequence[Shape]) -> bool:
    try:
        output = layer.output_shape(shapes)
        size = sum(math.prod(spec.shape) for spec in layer.parameters(shapes))
    except NnsimError:
        return False
    if math.prod(output) > MOST_VALUES or size > MOST_PARAMETERS:
        return False
    inputs = [stage(Input(), f"in{k}", shape=s) for k, s in enumerate(shapes)]
    alone = stage(layer, "n", inputs)
    return not any(id_ == "n" for id_, _ in BackPropagation().problems([*inputs, alone], ()))


@st.composite
def drawings(draw: st.DrawFn) -> tuple[Graph, Shape]:
    """Return a drawing that grows layer by layer from random earlier ones, and the shape of its data."""
    shape = draw(st.sampled_from(SHAPES))
    nodes = [Node(f"in{k}", f"in{k}", Input()) for k in range(draw(st.integers(1, 2)))]
    shapes = {n.id: shape for n in nodes}
    edges: list[Edge] = []
    for k in range(draw(st.integers(1, 7))):
        node, sources = _grown(draw, f"n{k}", shapes)
        try:
            shapes[node.id] = node.layer.output_shape([shapes[s] for s in sources])
        except NnsimError:
            continue
        nodes.append(node)
        edges += [Edge(s, node.id, slot) for slot, s in enumerate(sources)]
    nodes, edges = _ended(draw, nodes, edges)
    inner = [n.id for n in nodes if shapes.get(n.id) == (2,) and n.layer.takes_inputs]
    if inner and draw(st.booleans()):
        # Now and then the loss looks at a layer that others read too.
        chosen, goal = draw(st.sampled_from(inner)), Objective(MeanSquaredError(), 2.0, "1-2")
        nodes = [n if n.id != chosen else dataclasses.replace(n, objective=goal) for n in nodes]
    return Graph(tuple(nodes), tuple(edges)), shape


def _grown(draw: st.DrawFn, id_: str, shapes: dict[str, Shape]) -> tuple[Node, list[str]]:
    """Return a new node and its sources; a merge mostly, not always, gets sources of one shape."""
    first = draw(st.sampled_from(list(shapes)))
    layer = draw(st.sampled_from(draw(st.sampled_from(fitting(shapes[first])))))
    count = _count(layer, draw(st.integers(1, 3)))
    same = [s for s in shapes if shapes[s] == shapes[first]]
    others = same if draw(st.integers(0, 3)) else list(shapes)
    sources = [first, *(draw(st.sampled_from(others)) for _ in range(count - 1))]
    return Node(id_, id_, layer), sources[:count]


def _ended(draw: st.DrawFn, nodes: list[Node], edges: list[Edge]) -> tuple[list[Node], list[Edge]]:
    """Return the drawing with an output behind every loose end."""
    read = {e.source for e in edges}
    nodes, edges = list(nodes), list(edges)
    for k, node in enumerate([n for n in nodes if n.id not in read]):
        flat, end = f"f{k}", f"o{k}"
        goal = Objective(MeanSquaredError(), draw(st.sampled_from([1.0, 0.3])), "1-2")
        nodes += [Node(flat, flat, Flatten()), Node(end, end, Dense(2), objective=goal)]
        edges += [Edge(node.id, flat), Edge(flat, end)]
    return nodes, edges


def never_fitting() -> Iterator[type[Layer]]:
    """Yield the layers that no shape ever offers a place."""
    met = {type(layer) for shape in SHAPES for fits in fitting(shape) for layer in fits}
    yield from (cls for cls in kinds() if cls not in met)
