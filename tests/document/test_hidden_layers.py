"""Hidden layers of a chain: one more, one less, wider, and all with another activation."""

from __future__ import annotations

import itertools

import pytest

from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.hidden_layers import (
    can_go,
    common_activation,
    have_activation,
    hidden_layers,
    with_activation,
    with_one_less,
    with_one_more,
    with_units,
)
from nnsim.document.layout import COLUMN
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.dropout import Dropout
from nnsim.engine.layers.embedding import Embedding
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.gru import GRU
from tests.builders import chain


def _placed(graph: Graph) -> Graph:
    return edits.move(graph, {n.id: (i * COLUMN, 0.0) for i, n in enumerate(graph.nodes)})


def _branched() -> Graph:
    graph, id_ = edits.add(chain(Dense(4), Dense(1)), Dense(2), 0, 0)
    return edits.connect(graph, "in", id_)


def _units(graph: Graph) -> list[int]:
    found = hidden_layers(graph)
    assert found is not None
    return [node.layer.units for node in found]


def _order(graph: Graph) -> list[str]:
    """Return the ids from left to right; fails where they do not stand apart, or are no chain."""
    nodes = sorted(graph.nodes, key=lambda n: n.x)
    assert all(b.x - a.x >= COLUMN - 8 for a, b in itertools.pairwise(nodes))
    for a, b in itertools.pairwise(nodes):
        assert graph.sources_of(b.id) == (a.id,)
    return [n.id for n in nodes]


def test_one_more_is_like_the_last_and_stands_before_the_output() -> None:
    graph = _placed(chain(Dense(8, ReLU()), Dense(5, Tanh()), Dense(1)))
    more = with_one_more(graph)
    assert _units(more) == [8, 5, 5]
    assert common_activation(more) is None
    assert _order(more)[-1] == "l3"
    assert more["l3"].layer == graph["l3"].layer
    assert _units(with_one_less(more)) == [8, 5]
    assert _order(with_one_less(more)) == ["in", "l1", "l2", "l3"]


def test_the_first_and_the_last_hidden_layer_come_and_go() -> None:
    graph = _placed(chain(Dense(1)))
    assert _units(graph) == []
    assert common_activation(graph) is None
    assert with_one_less(graph) == graph
    grown = with_one_more(with_one_more(graph))
    assert len(_units(grown)) == 2
    back = with_one_less(with_one_less(grown))
    assert _units(back) == []
    assert {n.id: n.x for n in back.nodes} == {n.id: n.x for n in graph.nodes}


def test_what_else_stands_in_the_chain_stays() -> None:
    graph = _placed(chain(Dense(8, Tanh()), Dropout(), Dense(4, Tanh()), Dropout(), Dense(1)))
    less = with_one_less(graph)
    assert _units(less) == [8]
    assert _order(less) == ["in", "l1", "l2", "l4", "l5"]
    assert [n.layer for n in graph.nodes if isinstance(n.layer, Dropout)] == [Dropout(), Dropout()]


def test_units_and_activations_change_alone() -> None:
    graph = chain(Dense(8, Tanh()), Dense(4, Tanh()), Dense(1))
    wide = with_units(graph, "l2", 9)
    assert _units(wide) == [8, 9]
    assert wide["l1"] == graph["l1"]
    assert _units(with_units(graph, "l2", 0)) == [8, 1]
    changed = with_activation(graph, ReLU())
    assert common_activation(changed) == ReLU()
    assert changed["l3"] == graph["l3"], "the last layer is not hidden"


def test_recurrent_layers_count_and_stay() -> None:
    graph = _placed(chain(GRU(6), BatchNorm(), Dense(1)))
    assert _units(graph) == [6]
    assert not have_activation(graph)
    assert not can_go(graph)
    assert with_one_less(graph) == graph
    assert _units(with_units(graph, "l1", 9)) == [9]
    more = with_one_more(graph)
    assert _units(more) == [6, 4], "a fully connected one reads what the sequence became"
    assert have_activation(more)
    assert can_go(more)
    assert common_activation(more) == Tanh()
    relu = with_activation(more, ReLU())
    assert common_activation(relu) == ReLU()
    assert relu["l1"] == graph["l1"]
    assert _units(with_one_less(more)) == [6]


@pytest.mark.parametrize(
    "graph",
    [
        Graph(),
        chain(Dense(4), GRU(3)),
        chain(Conv2D(4), Flatten(), Dense(8, Tanh()), Dense(1)),
        chain(Embedding(4), Flatten(), Dense(1)),
        _branched(),
        edits.disconnect(chain(Dense(4), Dense(1)), chain(Dense(4), Dense(1)).edges[:1]),
    ],
)
def test_other_drawings_have_none_to_step_through(graph: Graph) -> None:
    assert hidden_layers(graph) is None
    assert with_one_more(graph) == with_one_less(graph) == graph
