"""The hidden layers of a drawing that is one chain: how many, how wide, and with which activation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.layout import COLUMN, make_room
from nnsim.engine.activation import Activation
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense

MOST = 12
"""Hidden layers that are added one by one."""
FIRST_UNITS = 4
"""Units of a hidden layer that is the first."""


def hidden_layers(graph: Graph) -> tuple[Node, ...] | None:
    """Return the fully connected layers before the last one, in order; None where the drawing is no such chain.

    A chain begins with one input and ends with a fully connected layer; what else stands in it, such as
    dropout, is left alone.
    """
    chain = _chain(graph)
    if chain is None or not chain[-1].layer.fully_connected:
        return None
    return tuple(node for node in chain[:-1] if node.layer.fully_connected)


def _chain(graph: Graph) -> list[Node] | None:
    """Return the nodes from the only input to the only end; None where the drawing is no chain of all nodes."""
    starts = [node for node in graph.nodes if node.id not in graph.incoming]
    if len(starts) != 1 or len(graph.nodes) < 2 or starts[0].layer.takes_inputs:
        return None
    found = [starts[0]]
    while following := graph.outgoing.get(found[-1].id, ()):
        if len(following) != 1 or len(graph.incoming[following[0].target]) != 1:
            return None
        found.append(graph[following[0].target])
        if len(found) > len(graph.nodes):
            return None
    return found if len(found) == len(graph.nodes) else None


def with_one_more(graph: Graph) -> Graph:
    """Return the chain with one hidden layer more before its last layer, like the one before it."""
    hidden, chain = hidden_layers(graph), _chain(graph)
    if hidden is None or chain is None:
        return graph
    last, before = chain[-1], chain[-2]
    layer = hidden[-1].layer if hidden else Dense(FIRST_UNITS, Tanh())
    graph, id_ = edits.insert_on_edge(graph, Edge(before.id, last.id), layer, before.x + COLUMN, before.y)
    return edits.move(graph, make_room(graph, id_))


def with_one_less(graph: Graph) -> Graph:
    """Return the chain without its last hidden layer, and what follows it moved up."""
    hidden = hidden_layers(graph)
    if not hidden:
        return graph
    gone = hidden[-1]
    [source] = graph.sources_of(gone.id)
    [after] = [edge.target for edge in graph.outgoing[gone.id]]
    behind = {after: graph[after]}
    while following := graph.outgoing.get(next(reversed(behind)), ()):
        behind[following[0].target] = graph[following[0].target]
    graph = edits.connect(edits.remove(graph, [gone.id]), source, after)
    shift = min(COLUMN, min(node.x for node in behind.values()) - graph[source].x - COLUMN)
    if shift > 0:
        graph = edits.move(graph, {id_: (node.x - shift, node.y) for id_, node in behind.items()})
    return graph


def with_units(graph: Graph, id_: str, units: int) -> Graph:
    """Return the drawing with another number of units in a layer, at least one."""
    layer: Any = graph[id_].layer
    return edits.set_layer(graph, id_, replace(layer, units=max(1, units)))


def with_activation(graph: Graph, activation: Activation) -> Graph:
    """Return the chain with one activation in all hidden layers."""
    for node in hidden_layers(graph) or ():
        layer: Any = node.layer
        graph = edits.set_layer(graph, node.id, replace(layer, activation=activation))
    return graph


def common_activation(graph: Graph) -> Activation | None:
    """Return the activation of all hidden layers; None where there are none, or they differ."""
    found = [node.layer.activation_function() for node in hidden_layers(graph) or ()]
    return found[0] if found and all(one == found[0] for one in found) else None
