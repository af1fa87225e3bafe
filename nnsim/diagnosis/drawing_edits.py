"""Edits of a drawing that cures are made of: pure, and the same drawing comes back where there is nothing to change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np

from nnsim.base.declared import settings_of
from nnsim.base.part_settings import PartOf
from nnsim.diagnosis.case import Case
from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.layout import tidy
from nnsim.engine.activation import Activation
from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import Layer
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.stage import Stage

LARGE_BIAS = 1.0
"""First biases beyond this are as large as all that comes in together."""


def is_hidden(graph: Graph, node: Node) -> bool:
    """Return whether a layer lies before others with weights, and no loss reads it."""
    if node.objective is not None:
        return False
    todo, seen = [e.target for e in graph.outgoing.get(node.id, ())], set[str]()
    while todo:
        id_ = todo.pop()
        if initializers_of(graph[id_].layer):
            return True
        if id_ not in seen:
            seen.add(id_)
            todo += [e.target for e in graph.outgoing.get(id_, ())]
    return False


def hidden(case: Case) -> tuple[Stage, ...]:
    """Return the stages with weights that others with weights follow."""
    graph = case.project.graph
    return tuple(s for s in case.structure.hidden if is_hidden(graph, graph[s.id]))


def with_activations(
    graph: Graph, wanted: Callable[[Activation], bool], activation: Activation, initializer: Initializer
) -> Graph:
    """Return the drawing with another activation for hidden ones that are `wanted` gone, weights drawn to fit."""
    for node in graph.nodes:
        own = node.layer.activation_function()
        if is_hidden(graph, node) and own is not None and wanted(own):
            graph = edits.set_layer(
                graph, node.id, drawn_by(node.layer.with_activation(activation), initializer)
            )
    return graph


def is_squashing(activation: Activation) -> bool:
    """Return whether an activation is nearly flat on both sides, or everywhere."""
    return activation.saturation is not None or activation.flat


def relu_and_he(graph: Graph) -> Graph:
    """Return the drawing with ReLU for every squashing activation before an output, and He's initialization.

    He et al. 2015: with variance 2/n a ReLU network keeps the size of signals and gradients from
    layer to layer.
    """
    return with_activations(graph, is_squashing, ReLU(), HeNormal())


def leaky(graph: Graph) -> Graph:
    """Return the drawing with Leaky ReLU for every hidden activation whose units can die."""
    for node in graph.nodes:
        activation = node.layer.activation_function()
        if is_hidden(graph, node) and activation is not None and activation.dead_below is not None:
            graph = edits.set_layer(graph, node.id, node.layer.with_activation(LeakyReLU()))
    return graph


def fitting_weights(graph: Graph) -> Graph:
    """Return the drawing with weights drawn so that signals and gradients keep their size, and biases at 0.

    He's before activations that pass nothing below some output, Glorot's before all others; weights
    that are drawn by the size of their layer already stay.
    """
    for node in graph.nodes:
        layer = node.layer
        if any(not drawn.keeps_size() for drawn in initializers_of(layer).values()):
            layer = drawn_by(layer, fitting_initializer(graph, node))
        if layer is not node.layer or _begins_far_off(layer):
            biases = {name: Zeros() for name, _ in _drawing(layer) if name.startswith("bias")}
            layer = cast(Layer, replace(cast(Any, layer), **biases)) if biases else layer
        if layer != node.layer:
            graph = edits.set_layer(graph, node.id, layer)
    return graph


def _begins_far_off(layer: Layer) -> bool:
    """Return whether biases begin so far from 0 that they decide alone what units say; of layers without loops."""
    drawn = [getattr(layer, name) for name, _ in _drawing(layer) if name.startswith("bias")]
    if layer.is_tied_to_itself or not drawn:
        return False
    some = drawn[0].draw(np.random.default_rng(0), (64,), 64, 64)
    return float(np.abs(some).max()) > LARGE_BIAS


def fitting_initializer(graph: Graph, node: Node) -> Initializer:
    """Return what draws weights that suit the activation behind them."""
    activation = following_activation(graph, node)
    return HeNormal() if activation is not None and activation.dead_below is not None else GlorotUniform()


def following_activation(graph: Graph, node: Node) -> Activation | None:
    """Return the activation that ends a layer, or that of the only layer reading it where that is all it is."""
    own = node.layer.activation_function()
    readers = graph.outgoing.get(node.id, ())
    if own is not None and own.is_identity and len(readers) == 1:
        reader = graph[readers[0].target].layer
        return reader.function if isinstance(reader, ActivationLayer) else own
    return own


def initializers_of(layer: Layer) -> dict[str, Initializer]:
    """Return what draws the weights of a layer, biases left out, by the name of the setting."""
    return {
        name: value
        for name, _ in _drawing(layer)
        if not name.startswith("bias") and isinstance(value := getattr(layer, name), Initializer)
    }


def drawn_by(layer: Layer, initializer: Initializer) -> Layer:
    """Return `layer` with its main weights drawn by `initializer`, where it draws some."""
    drawn = dict.fromkeys(initializers_of(layer), initializer)
    return cast(Layer, replace(cast(Any, layer), **drawn)) if drawn else layer


def _drawing(layer: Layer) -> list[tuple[str, PartOf]]:
    return [
        (name, kind)
        for name, kind in settings_of(layer)
        if isinstance(kind, PartOf) and kind.registry is initializers
    ]


def put_behind(graph: Graph, id_: str, *layers: Layer) -> Graph:
    """Return the drawing with `layers` in a chain behind a layer: what read it reads the last of them."""
    readers = [e for e in graph.edges if e.source == id_]
    last = id_
    for layer in layers:
        graph, new = edits.add(graph, layer, graph[id_].x, graph[id_].y)
        graph = edits.connect(graph, last, new)
        last = new
    moved = {e: Edge(last, e.target, e.slot) for e in readers}
    return replace(graph, edges=tuple(moved.get(e, e) for e in graph.edges))


def laid_out(graph: Graph) -> Graph:
    """Return the drawing with its layers arranged from left to right."""
    return edits.move(graph, tidy(graph))


def normalised(graph: Graph, ids: tuple[str, ...], layer: Layer) -> Graph:
    """Return the drawing with `layer` between the weighted sums and the activation of the layers `ids`."""
    before = graph
    for id_ in ids:
        node = graph[id_]
        readers = graph.outgoing.get(id_, ())
        if any(graph[e.target].layer.normalises for e in readers) or not node.layer.activation_setting:
            continue
        own = node.layer.activation_function()
        if own is None or own.is_identity:
            graph = put_behind(graph, id_, layer)
        else:
            graph = edits.set_layer(graph, id_, node.layer.without_activation())
            graph = put_behind(graph, id_, layer, ActivationLayer(own))
    return graph if graph is before else laid_out(graph)
