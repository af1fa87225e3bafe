"""One layer's activation for all hidden layers."""

from __future__ import annotations

from nnsim.document import edits
from nnsim.document.graph import Graph, Node
from nnsim.engine.layer import Layer


def spread_of(graph: Graph, id_: str) -> dict[str, Layer]:
    """Return the hidden layers that end with another activation than node `id_` does, each with that one.

    Hidden is what takes inputs and feeds another layer. Empty where the node itself ends with no activation.
    """
    activation = graph[id_].layer.activation_function()
    if activation is None:
        return {}
    others = [node for node in graph.nodes if _is_hidden(graph, node)]
    return {
        node.id: node.layer.with_activation(activation)
        for node in others
        if node.layer.activation_function() not in (None, activation)
    }


def spread(graph: Graph, id_: str) -> Graph:
    """Return the graph with the activation of node `id_` in all hidden layers that can end with one."""
    return edits.set_layers(graph, spread_of(graph, id_))


def _is_hidden(graph: Graph, node: Node) -> bool:
    return node.layer.takes_inputs and node.id in graph.outgoing and node.objective is None
