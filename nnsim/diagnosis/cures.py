"""Cures: edits of a drawing that mend what a verdict found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from nnsim.base.settings import settings_of
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.layer import Layer


def relu_and_he(graph: Graph) -> Graph:
    """Return the drawing with ReLU for every squashing activation before an output, and He's initialization.

    He et al. 2015: with variance 2/n a ReLU network keeps the size of signals and gradients from
    layer to layer. The same graph comes back when there is nothing to change.
    """
    for node in graph.nodes:
        layer = _cured(node.layer) if node.id in graph.outgoing and node.objective is None else None
        if layer is not None:
            graph = edits.set_layer(graph, node.id, layer)
    return graph


def _cured(layer: Layer) -> Layer | None:
    """Return `layer` with ReLU and, where it draws weights, He's initializer; None if it squashes nothing."""
    activation = layer.activation_function()
    if activation is None or activation.saturation is None:
        return None
    values = {name: getattr(layer, name) for name, _ in settings_of(layer)}
    drawn = {name: HeNormal() for name, value in values.items() if isinstance(value, Initializer)}
    return cast(Layer, replace(cast(Any, layer.with_activation(ReLU())), **drawn))
