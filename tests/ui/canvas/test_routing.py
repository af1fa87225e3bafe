"""Edges do not run behind cards: after Tidy, while cards are dragged, in drawings made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import pytest
from canvas_hand import Hand
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QApplication

from nnsim.document import edits
from nnsim.document.graph import Edge, Graph, Node
from nnsim.document.layout import skip_edges, tidy
from nnsim.document.resolve import Resolved
from nnsim.engine.layer import layers
from nnsim.ui.canvas.geometry import input_port, output_port
from nnsim.ui.canvas.items import EdgeItem
from nnsim.ui.canvas.routing import Ground, full_card, lead
from nnsim.ui.canvas.scene import GraphScene


def drawing(count: int, pairs: Iterable[tuple[int, int]]) -> Graph:
    """Return a drawing of layers called 0, 1, … with these edges."""
    slots: dict[int, int] = {}
    edges = []
    for a, b in dict.fromkeys(pairs):
        edges.append(Edge(str(a), str(b), slots.get(b, 0)))
        slots[b] = slots.get(b, 0) + 1
    return Graph(tuple(Node(str(i), str(i), layers["dense"]()) for i in range(count)), tuple(edges))


def line(count: int) -> list[tuple[int, int]]:
    return [(i, i + 1) for i in range(count - 1)]


NETWORKS = {
    "chain of 30": drawing(30, line(30)),
    "residual": drawing(6, [*line(6), (1, 4)]),
    "residuals in a row": drawing(10, [*line(10), (1, 4), (4, 7)]),
    "one skip over a chain of 30": drawing(30, [*line(30), (0, 29)]),
    "u-net": drawing(9, [*line(9), (1, 7), (2, 6), (3, 5)]),
    "dense-net": drawing(6, [(a, b) for a in range(6) for b in range(a + 1, 6)]),
    "two inputs, one far": drawing(7, [*line(6), (6, 4)]),
    "branches of unequal length": drawing(8, [(0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (4, 7), (0, 5), (5, 6), (6, 7)]),
    "a skip out of a branch": drawing(9, [(0, 1), (0, 2), (1, 3), (3, 5), (2, 4), (4, 6), (5, 7), (6, 7), (7, 8), (2, 8)]),
    "recurrent with a skip": drawing(5, [*line(5), (0, 3), (1, 4)]),
    "three inputs to the end": drawing(8, [*line(6), (6, 5), (7, 5)]),
}  # fmt: skip


def tidied(graph: Graph) -> Graph:
    return edits.move(graph, tidy(graph))


def ways(graph: Graph) -> dict[Edge, QPainterPath]:
    """Return the curves that the edges of a drawing are led along."""
    ground, skips = Ground(), skip_edges(graph)
    for node in graph.nodes:
        ground.put(node.id, node.x, node.y)
    found = {}
    for edge in graph.edges:
        a, b = graph[edge.source], graph[edge.target]
        start, end = output_port(a.x, a.y), input_port(b.x, b.y)
        passed = ground.between(start.x(), end.x(), (edge.source, edge.target))
        found[edge] = lead(start, end, passed, edge in skips)
    return found


def behind(graph: Graph, paths: dict[Edge, QPainterPath]) -> list[tuple[Edge, str]]:
    """Return which edges run behind which cards that are not their ends."""
    cards = {node.id: full_card(node.x, node.y) for node in graph.nodes}
    return [
        (edge, id_)
        for edge, path in paths.items()
        for id_, card in cards.items()
        if id_ not in (edge.source, edge.target) and enters(path, card)
    ]


def enters(path: QPainterPath, card: QRectF) -> bool:
    if not path.boundingRect().intersects(card):
        return False
    steps = max(20, int(path.length() / 5))
    return any(card.contains(path.pointAtPercent(i / steps)) for i in range(steps + 1))


@pytest.mark.parametrize("name", NETWORKS)
def test_after_tidy_no_edge_runs_behind_a_card(name: str) -> None:
    graph = tidied(NETWORKS[name])
    paths = ways(graph)
    assert not behind(graph, paths)
    for edge, path in paths.items():
        a, b = graph[edge.source], graph[edge.target]
        assert path.pointAtPercent(0) == output_port(a.x, a.y)
        assert path.pointAtPercent(1) == input_port(b.x, b.y)


dags = st.integers(3, 9).flatmap(
    lambda n: st.lists(
        st.tuples(st.integers(0, n - 2), st.integers(1, n - 1)).filter(lambda p: p[0] < p[1]), max_size=16
    ).map(lambda pairs: drawing(n, pairs))
)


@given(dags)
def test_after_tidy_no_edge_of_any_network_runs_behind_a_card(graph: Graph) -> None:
    graph = tidied(graph)
    assert not behind(graph, ways(graph))


def test_the_chain_a_skip_passes_stays_straight_and_the_skip_keeps_clear_above_it() -> None:
    graph = tidied(NETWORKS["one skip over a chain of 30"])
    paths = ways(graph)
    skip = next(edge for edge in graph.edges if int(edge.target) - int(edge.source) > 1)
    for edge in graph.edges:
        if edge != skip:
            assert paths[edge].boundingRect().height() == 0
    heights = [paths[skip].pointAtPercent(i / 20).y() for i in range(3, 18)]
    assert max(heights) < full_card(0, graph["1"].y).top() - 8


def test_nested_skips_are_told_apart() -> None:
    graph = tidied(NETWORKS["u-net"])
    skips = [path for edge, path in ways(graph).items() if int(edge.target) - int(edge.source) > 1]
    tops = sorted(path.boundingRect().top() for path in skips)
    assert all(below - above >= 3 for above, below in pairwise(tops)), tops


def test_a_card_in_the_way_bends_an_edge_of_a_drawing_made_by_hand() -> None:
    start, end = QPointF(67, 0), QPointF(567, 0)
    free = lead(start, end, [full_card(300, 200)])
    assert free.boundingRect().height() == 0
    card = full_card(300, 8)
    bent = lead(start, end, [card])
    assert not enters(bent, card)
    assert bent.boundingRect().bottom() <= 1, "above is the shorter way"
    between = lead(start, end, [full_card(300, -60), full_card(300, 60)])
    assert not enters(between, full_card(300, -60))
    assert not enters(between, full_card(300, 60))


def test_without_a_way_and_backwards_an_edge_is_the_plain_one() -> None:
    shut = lead(QPointF(67, 0), QPointF(220, 0), [full_card(140, 0)])
    assert shut == lead(QPointF(67, 0), QPointF(220, 0), [])
    assert lead(QPointF(400, 0), QPointF(0, 0), [full_card(200, 60)]) == lead(
        QPointF(400, 0), QPointF(0, 0), []
    )


def test_ground_knows_what_stands_between_two_places() -> None:
    ground = Ground()
    for name, x in (("a", 0.0), ("b", 176.0), ("c", 176.0), ("d", 352.0)):
        ground.put(name, x, 0.0 if name != "c" else 112.0)
    assert len(ground.between(67, 285, ends=("a", "d"))) == 2
    assert ground.between(67, 109) == [], "columns that only touch are not between"
    ground.put("b", 900, 0)
    ground.take("c")
    ground.take("nobody")
    assert ground.between(67, 285, ends=("a", "d")) == []


def test_a_label_that_a_card_comes_to_cover_hides_though_the_way_stays(qapp: QApplication) -> None:
    del qapp
    item = EdgeItem(Edge("a", "b"))
    item.set_state(skip=True)
    ends = QPointF(67, 0), QPointF(600, 0)
    item.lead(*ends, [])
    label, way = item.childItems()[0], item.path()
    card = full_card(way.pointAtPercent(0.5).x(), 0)
    card.moveBottom(way.pointAtPercent(0.5).y() - 5)
    item.lead(*ends, [card])
    assert item.path() == way
    assert not label.isVisible()
    item.lead(*ends, [])
    assert label.isVisible()


def test_edges_make_way_for_a_card_that_is_dragged_and_come_back(qapp: QApplication) -> None:
    del qapp
    graph = edits.move(drawing(3, [(0, 1)]), {"0": (0, 0), "1": (528, 0), "2": (264, 300)})
    scene = GraphScene()
    scene.apply(Graph(), graph, Resolved())
    edge = scene.edges[graph.edges[0]]
    straight = edge.path()
    scene.place({"2": (264, 0)})
    assert not enters(edge.path(), full_card(264, 0))
    assert edge.path() != straight
    scene.place({"2": (264, 300)})
    assert edge.path() == straight
    scene.place({"2": (264, 0)})
    there = edits.move(graph, {"2": (264, 0)})
    scene.apply(there, edits.remove(there, ["2"]), Resolved())
    assert edge.path() == straight, "a card that is gone is in nobody's way"


def test_tidy_on_the_canvas_shows_the_skip(hand_on: Callable[[Graph], Hand]) -> None:
    graph, before = Graph(), ""
    for kind in ("input", "dense", "dense", "dense", "dense", "dense", "add", "dense"):
        graph, id_ = edits.add(graph, layers[kind](), 0.0, 0.0)
        graph = edits.connect(graph, before, id_) if before else graph
        before = id_
    graph = edits.connect(graph, "input_1", "add_1")
    view = hand_on(graph).view
    view.deeds.arranger.tidy()
    QApplication.processEvents()
    paths = {edge: item.path() for edge, item in view.canvas.edges.items()}
    assert not behind(view.workspace.graph, paths)
    assert [item.skip for edge, item in view.canvas.edges.items() if edge.source == "input_1"].count(
        True
    ) == 1
