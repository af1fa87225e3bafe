"""The automatic layout: columns, straight chains, room for skips, determinism, cycles, speed."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.layout import COLUMN, LANE, ROW, columns, forward_edges, make_room, skip_edges, tidy
from nnsim.engine.layer import Layer


def graph_of(names: str, *pairs: str, at: tuple[float, float] = (0.0, 0.0)) -> Graph:
    nodes = tuple(Node(name, name, Layer(), *at) for name in names)
    slots: dict[str, int] = {}
    edges = []
    for source, target in pairs:
        edges.append(Edge(source, target, slots.get(target, 0)))
        slots[target] = slots.get(target, 0) + 1
    return Graph(nodes, tuple(edges))


RESIDUAL = graph_of("abcde", "ab", "bc", "cd", "de", "be")


def test_chain_is_straight_left_to_right() -> None:
    places = tidy(graph_of("cab", "ab", "bc", at=(80, 40)))
    assert [places[n] for n in "abc"] == [(80, 40), (80 + COLUMN, 40), (80 + 2 * COLUMN, 40)]


def test_residual_chain_stays_straight_and_its_skip_is_found() -> None:
    places = tidy(RESIDUAL)
    assert len({y for _, y in places.values()}) == 1
    assert skip_edges(RESIDUAL) == {Edge("b", "e", 1)}


def test_branch_and_join_are_symmetric() -> None:
    places = tidy(graph_of("abcd", "ab", "ac", "bd", "cd"))
    assert places["c"][1] - places["b"][1] == ROW
    assert abs(places["a"][1] - (places["b"][1] + places["c"][1]) / 2) <= 8
    assert places["a"][1] == places["d"][1]


def test_a_long_edge_leaves_room_between_rows() -> None:
    graph = graph_of("abcxyz", "ab", "bc", "ax", "xy", "yz", "cz", "az")
    places = tidy(graph)
    by_column: dict[float, list[float]] = {}
    for x, y in places.values():
        by_column.setdefault(x, []).append(y)
    rows = sorted(by_column[places["b"][0]])
    assert rows[1] - rows[0] >= ROW
    assert rows[1] - rows[0] > ROW or min(rows) + LANE <= places["a"][1] + ROW


@pytest.mark.parametrize(
    ("graph", "chain"),
    [
        (
            graph_of("abcdefx", "ab", "bc", "cd", "de", "ef", "xe"),
            "abcdef",
        ),  # another input, far from its end
        (graph_of("abcdefxy", "ab", "bc", "cd", "de", "ef", "xf", "yf"), "abcde"),
        (graph_of("sabctxz", "sa", "ab", "bc", "ct", "sx", "xt", "sz", "tz"), "abc"),
    ],
)
def test_a_chain_beside_long_edges_is_straight(graph: Graph, chain: str) -> None:
    places = tidy(graph)
    assert len({places[name][1] for name in chain}) == 1


def crossings(graph: Graph) -> int:
    """Return how often edges between the same two columns cross."""
    places = tidy(graph)
    ends = [(places[e.source], places[e.target]) for e in graph.edges]
    return sum(
        a[0] == c[0] and b[0] == d[0] and (a[1] - c[1]) * (b[1] - d[1]) < 0
        for (a, b), (c, d) in combinations(ends, 2)
    )


@pytest.mark.parametrize(
    "pairs",
    [
        ("ax", "by", "cz"),  # three lanes side by side
        ("az", "by", "cx"),  # drawn crosswise
        ("ay", "bz", "cx"),
        ("sa", "sb", "sc", "az", "by", "cx", "xt", "yt", "zt"),  # between a fork and a join
        ("az", "bx", "cy", "zp", "xq", "yr"),  # over several columns
    ],
)
def test_branches_that_need_not_cross_do_not(pairs: tuple[str, ...]) -> None:
    names = "".join(sorted(set("".join(pairs))))
    assert crossings(graph_of(names, *pairs)) == 0
    assert crossings(graph_of(names[::-1], *pairs)) == 0


def test_long_edges_of_one_layer_share_their_lane() -> None:
    graph = graph_of("abcdefxyz", "ab", "bc", "cd", "de", "ef", "ad", "ae", "af", "xy", "yz")
    places = tidy(graph)
    assert len({places[n][1] for n in "abcdef"}) == 1
    alone = tidy(graph_of("abcdefxyz", "ab", "bc", "cd", "de", "ef", "ad", "xy", "yz"))
    assert abs(places["y"][1] - places["b"][1]) == abs(alone["y"][1] - alone["b"][1])


def test_an_edge_from_a_second_input_is_no_skip() -> None:
    assert skip_edges(graph_of("abcd", "ab", "bc", "dc")) == frozenset()


def test_cycles_are_laid_out_and_only_the_closing_edge_runs_back() -> None:
    graph = graph_of("abc", "ab", "bc", "cb")
    assert set(graph.edges) - set(forward_edges(graph)) == {Edge("c", "b", 1)}
    assert columns(graph) == {"a": 0, "b": 1, "c": 2}
    assert set(tidy(graph_of("ab", "ab", "ba"))) == {"a", "b"}


def test_only_the_chosen_nodes_move() -> None:
    assert set(tidy(RESIDUAL, ["b", "c"])) == {"b", "c"}
    assert tidy(Graph()) == {}


graphs = st.integers(2, 14).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=30).map(
        lambda pairs: Graph(
            tuple(Node(str(i), str(i), Layer(), 13.0 * i, 7.0) for i in range(n)),
            tuple(Edge(str(a), str(b), i) for i, (a, b) in enumerate(dict.fromkeys(pairs)) if a != b),
        )
    )
)


@given(graphs)
def test_every_drawing_is_laid_out_without_overlap_on_the_grid(graph: Graph) -> None:
    places = tidy(graph)
    assert set(places) == set(graph.by_id)
    for (x1, y1), (x2, y2) in combinations(places.values(), 2):
        assert abs(x1 - x2) >= COLUMN or abs(y1 - y2) >= ROW - 8
    assert all(x % 8 == 0 and y % 8 == 0 for x, y in places.values())
    for edge in forward_edges(graph):
        assert places[edge.source][0] < places[edge.target][0]
    assert tidy(graph) == places


def test_make_room_moves_all_that_follows_and_nothing_else() -> None:
    nodes = tuple(
        Node(name, name, Layer(), x, 0.0)
        for name, x in [("a", 0), ("b", 88), ("c", 176), ("d", 352), ("e", 400)]
    )
    graph = Graph(nodes, (Edge("a", "b"), Edge("b", "c"), Edge("c", "d")))
    assert make_room(graph, "b") == {"c": (264, 0), "d": (440, 0)}
    assert make_room(graph, "c") == {}


@pytest.mark.parametrize("spread", [3, 300])
def test_a_thousand_nodes_do_not_drown_in_lanes(spread: int) -> None:
    """Without a limit on lanes, 1,000 long skips make 150,000 of them."""
    chance = random.Random(1)
    pairs = {(i, i + 1) for i in range(999)}
    pairs |= {(i, min(999, i + chance.randint(1, spread))) for i in range(999)}
    graph = Graph(
        tuple(Node(str(i), str(i), Layer()) for i in range(1000)),
        tuple(Edge(str(a), str(b), a) for a, b in sorted(pairs) if a != b),
    )
    assert len(set(tidy(graph).values())) == 1000
    assert skip_edges(graph) == {e for e in graph.edges if int(e.target) - int(e.source) > 1}
