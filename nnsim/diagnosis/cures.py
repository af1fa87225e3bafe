"""Cures: edits of a drawing that mend what a verdict found."""

from __future__ import annotations

from dataclasses import replace

from nnsim.document import edits
from nnsim.document.graph import Graph, Node
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense


def relu_and_he(graph: Graph) -> Graph:
    """Return the drawing with ReLU for every squashing activation before an output, and He's initialization.

    He et al. 2015: with variance 2/n a ReLU network keeps the size of signals and gradients from
    layer to layer. The same graph comes back when there is nothing to change.
    """
    for node in graph.nodes:
        layer = _cured(node) if node.id in graph.outgoing and node.objective is None else None
        if layer is not None:
            graph = edits.set_layer(graph, node.id, layer)
    return graph


def _cured(node: Node) -> Dense | Conv2D | ActivationLayer | None:
    layer = node.layer
    if isinstance(layer, Dense | Conv2D) and layer.activation.saturation is not None:
        return replace(layer, activation=ReLU(), initializer=HeNormal())
    if isinstance(layer, ActivationLayer) and layer.function.saturation is not None:
        return replace(layer, function=ReLU())
    return None
