"""The hidden layers of a drawing that is one chain: how many, how wide, and with which activation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.layout import COLUMN, make_room
from nnsim.engine.activation import Activation
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layer import Layer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.trainable import Trainable

MOST = 12
"""Hidden layers that are added one by one."""
FIRST_UNITS = 4
"""Units of a hidden layer that is the first."""


def hidden_layers(graph: Graph) -> tuple[Node, ...] | None:
    """Return the layers of units before the last one, in order; None where the drawing is no such chain.

    A chain begins with one input and ends with a fully connected layer. Recurrent layers in it count, too; dropout,
    normalisation and the like are left alone. Where it learns in another way as well, as in filters of a convolution,
    its hidden layers are more than could be counted in units.
    """
    chain = _chain(graph)
    if chain is None or not chain[-1].layer.fully_connected:
        return None
    before = chain[:-1]
    if any(_learns_otherwise(node.layer) for node in before):
        return None
    return tuple(node for node in before if _has_units(node.layer))


def can_go(graph: Graph) -> bool:
    """Return whether the last hidden layer can be taken away: a recurrent one makes one row of its sequence."""
    hidden = hidden_layers(graph)
    return bool(hidden and hidden[-1].layer.fully_connected)


def _has_units(layer: Layer) -> bool:
    return layer.main_setting == "units"


def _learns_otherwise(layer: Layer) -> bool:
    is_sized = bool(layer.main_setting) and not _has_units(layer)
    return isinstance(layer, Trainable) and is_sized and not layer.normalises


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
    like = hidden[-1].layer if hidden else None
    layer = like if like is not None and like.fully_connected else Dense(FIRST_UNITS, Tanh())
    graph, id_ = edits.insert_on_edge(graph, Edge(before.id, last.id), layer, before.x + COLUMN, before.y)
    return edits.move(graph, make_room(graph, id_))


def with_one_less(graph: Graph) -> Graph:
    """Return the chain without its last hidden layer, and what follows it moved up; unchanged where that has to stay."""
    hidden = hidden_layers(graph)
    if not hidden or not can_go(graph):
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
    """Return the chain with one activation in all hidden layers that end with one."""
    for node in hidden_layers(graph) or ():
        graph = edits.set_layer(graph, node.id, node.layer.with_activation(activation))
    return graph


def have_activation(graph: Graph) -> bool:
    """Return whether any hidden layer ends with an activation."""
    return any(node.layer.activation_setting for node in hidden_layers(graph) or ())


def common_activation(graph: Graph) -> Activation | None:
    """Return the activation of all hidden layers that end with one; None where there are none, or they differ."""
    ends = [node.layer.activation_function() for node in hidden_layers(graph) or ()]
    found = [end for end in ends if end is not None]
    return found[0] if found and all(one == found[0] for one in found) else None
