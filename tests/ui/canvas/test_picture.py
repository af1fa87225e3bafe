"""What the canvas shows: faces, problems, meters, skips, the map, themes, menus, the list."""

from __future__ import annotations

import gc
import math
import random
import weakref
from collections.abc import Callable
from dataclasses import replace

import pytest
import shiboken6
from canvas_hand import Hand, chain
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.project import Project
from nnsim.engine.layer import layers
from nnsim.ui.canvas import items, meters
from nnsim.ui.canvas.card import card_pixmap
from nnsim.ui.canvas.card_look import Look
from nnsim.ui.canvas.card_meter import value_row
from nnsim.ui.canvas.geometry import CARD_TOP, CARD_WIDTH
from nnsim.ui.canvas.graph_list import GraphListView
from nnsim.ui.canvas.items import EdgeItem, NodeItem
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.widgets.style import wrapped


def residual() -> Graph:
    graph = edits.connect(chain("input", "dense", "dense", "add", "dense"), "dense_1", "add_1")
    return edits.set_layer(graph, "dense_3", layers["dense"](units=1))


def test_faces_say_shape_parameters_and_category(hand_on: Callable[[Graph], Hand]) -> None:
    faces = {id_: item.face for id_, item in hand_on(residual()).view.canvas.nodes.items()}
    assert (faces["input_1"].title, faces["input_1"].detail, faces["input_1"].shape) == (
        "Input",
        "2 features",
        "2",
    )
    assert (faces["dense_1"].title, faces["dense_1"].detail) == ("Dense 16", "linear · 48")
    assert faces["dense_1"].meter
    assert not faces["add_1"].meter
    assert faces["add_1"].shape == "16"
    assert [faces[i].category for i in ("input_1", "dense_1", "add_1", "dense_3")] == [
        "input",
        "core",
        "merge",
        "output",
    ]
    assert not faces["input_1"].takes_input


def test_a_frozen_layer_says_so(hand_on: Callable[[Graph], Hand]) -> None:
    graph = chain("input", "dense", "batch_norm", "dense")
    for id_, frozen in (("dense_1", {"frozen": True}), ("batch_norm_1", {"rate": 0.0})):
        graph = edits.set_layer(graph, id_, replace(graph[id_].layer, **frozen))
    faces = {id_: item.face for id_, item in hand_on(graph).view.canvas.nodes.items()}
    assert faces["dense_1"].detail == "linear · frozen"
    assert faces["batch_norm_1"].detail == "frozen"
    assert faces["dense_2"].detail == "linear · 272"


def test_a_problem_sits_on_its_node_in_words(hand: Hand) -> None:
    hand.view.workspace.edit_graph("x", lambda g: edits.disconnect(g, [Edge("input_1", "dense_1")]))
    face = hand.view.canvas.nodes["dense_1"].face
    assert face.severity == "error"
    assert face.severity_word == "Error"
    assert face.problem in face.tooltip
    assert hand.view.canvas.nodes["dense_1"].toolTip() == wrapped(face.tooltip)
    short = hand.view.canvas.nodes["dense_1"].note()
    hand.view.workspace.select({"dense_1"})
    assert hand.view.canvas.nodes["dense_1"].note().height() > short.height()
    hand.undo()
    assert hand.view.canvas.nodes["dense_1"].face.severity == ""


def test_skips_are_dashed_arcs_with_a_label_that_hides_from_afar(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(residual())
    line = hand.view.canvas.edges[Edge("dense_1", "add_1", 1)]
    assert line.skip
    assert line.pen().style() == Qt.PenStyle.CustomDashLine
    assert line.path().boundingRect().top() < hand.view.canvas.nodes["dense_2"].card().top()
    label = line.childItems()[0]
    assert label.isVisible()
    hand.view.deeds.camera.zoom_to(0.3)
    assert not label.isVisible()
    hand.view.deeds.camera.zoom_to(1)
    hand.view.workspace.select({"dense_2"})
    hand.view.deeds.editor.delete()
    plain = hand.view.canvas.edges[Edge("dense_1", "add_1", 0)]
    assert not plain.skip
    assert not plain.childItems()
    hand.undo()
    assert hand.view.canvas.edges[Edge("dense_1", "add_1", 1)].skip


@given(st.floats(1e-9, 1e6), st.floats(1e-9, 1e6))
def test_longer_bars_mean_greater_gradients(a: float, b: float) -> None:
    assert (meters.share(a) <= meters.share(b)) == (a <= b) or meters.share(a) == meters.share(b)
    assert 0 < meters.share(a) <= 1


@pytest.mark.parametrize(
    ("value", "text", "state"),
    [
        (7.1e-6, "7.1e-6", "bad"),
        (2.9e-4, "2.9e-4", "warning"),
        (3.8e-3, "3.8e-3", "good"),
        (None, "—", "neutral"),
        (0.0, "0", "bad"),
        (math.inf, "∞", "bad"),
        (math.nan, "NaN", "bad"),
        (1e9, "1.0e9", "good"),
    ],
)
def test_meters_read_as_words_and_states(value: float | None, text: str, state: str) -> None:
    assert (meters.written(value), meters.state(value, 3e-2)) == (text, state)


def test_meters_are_drawn_and_taken_away(hand: Hand) -> None:
    item = hand.view.canvas.nodes["dense_1"]
    size = hand.view.viewport().size()

    def bar() -> QColor:
        image = hand.view.grab().toImage()
        corner = hand.view.mapFromScene(item.card().bottomLeft() + QPointF(16, -12.5))
        ratio = image.width() / size.width()
        return image.pixelColor(int(corner.x() * ratio), int(corner.y() * ratio))

    assert bar() == QColor(theme().raised)
    hand.view.canvas.set_meters({"dense_1": 3.8e-3})
    assert bar() == QColor(theme().good)
    hand.view.canvas.set_meters({"dense_1": 1e-9})
    assert bar() != QColor(theme().good)
    hand.view.canvas.set_meters({})
    assert bar() == QColor(theme().raised)
    hand.view.canvas.set_meters({"input_1": 1.0})
    assert hand.view.canvas.nodes["input_1"].card().height() > 66


def test_a_measurement_does_not_paint_the_card(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    painted = []
    monkeypatch.setattr(items, "paint_card", lambda *_: painted.append("card"))
    monkeypatch.setattr(
        items, "paint_meter", lambda _painter, _face, look, _zoom: painted.append(look.gradient)
    )
    hand.view.canvas.set_meters({"dense_1": 1e-3})
    hand.view.grab()
    painted.clear()
    hand.view.canvas.set_meters({"dense_1": 2e-3})
    hand.view.grab()
    assert 2e-3 in painted
    assert "card" not in painted


def test_a_layer_that_is_gone_does_not_wait_for_the_collector(hand: Hand) -> None:
    # That may run in the trainer's thread, where no item may be deleted.
    hand.view.canvas.set_meters({"dense_2": 1e-3})
    item = weakref.ref(hand.view.canvas.nodes["dense_2"])
    hand.view.workspace.edit_graph("remove", lambda graph: edits.remove(graph, {"dense_2"}))
    assert not gc.isenabled()
    assert item() is None


def test_a_card_that_is_dragged_from_the_palette_has_a_meter_without_a_value(hand: Hand) -> None:
    face = hand.view.canvas.nodes["dense_1"].face
    picture = card_pixmap(face, 1.0).toImage()
    row = value_row(face, Look()).translated(8 + CARD_WIDTH / 2, 8 - CARD_TOP).toRect()
    right = range(row.right() - 14, row.right())
    colours = {picture.pixel(x, y) for x in right for y in range(row.top(), row.bottom())}
    assert len(colours) > 1, "the dash of a number that is not known"


def test_another_theme_repaints(hand: Hand, dressed: None) -> None:
    corner, card = QPoint(3, 3), hand.view.mapFromScene(hand.view.canvas.nodes["dense_1"].pos())
    dark = hand.view.grab().toImage().pixelColor(corner)
    manager().use("light")
    picture = hand.view.grab().toImage()
    assert picture.pixelColor(corner) == QColor(theme().canvas) != dark
    assert picture.pixelColor(card).lightness() > 200


def test_the_hint_stands_on_empty_canvas_only(hand: Hand) -> None:
    assert not hand.view.following.hints
    hand.view.deeds.selection.select_all()
    hand.view.deeds.editor.delete()
    assert hand.view.following.hints
    hand.undo()
    assert not hand.view.following.hints


def test_the_map_navigates_and_hides(hand: Hand) -> None:
    hand.view.deeds.camera.zoom_to(2)
    QTest.mouseClick(hand.view.deeds.minimap, Qt.MouseButton.LeftButton, pos=QPoint(112, 39))
    right = hand.view.mapToScene(hand.view.viewport().rect()).boundingRect().center()
    QTest.mouseClick(hand.view.deeds.minimap, Qt.MouseButton.LeftButton, pos=QPoint(26, 39))
    left = hand.view.mapToScene(hand.view.viewport().rect()).boundingRect().center()
    assert right.x() - left.x() > 300
    hand.key(Qt.Key.Key_M)
    assert not hand.view.deeds.minimap.isVisible()


def test_the_map_stays_in_its_corner_while_panning(hand: Hand) -> None:
    before = hand.view.deeds.minimap.pos()
    hand.view.deeds.camera.pan(100, 50)
    assert hand.view.deeds.minimap.pos() == before


def test_another_project_takes_the_place_of_this_one(hand: Hand) -> None:
    hand.view.workspace.open_project(Project(graph=residual()), None)
    assert set(hand.view.canvas.nodes) == {n.id for n in hand.graph.nodes}
    assert set(hand.view.canvas.edges) == set(hand.graph.edges)


def test_cycles_are_drawn(hand_on: Callable[[Graph], Hand]) -> None:
    graph = edits.connect(chain("input", "add", "dense"), "dense_1", "add_1")
    hand = hand_on(graph)
    assert hand.view.canvas.nodes["add_1"].face.severity == "error"
    back = hand.view.canvas.edges[Edge("dense_1", "add_1", 1)]
    assert back.path().boundingRect().bottom() > 60
    hand.view.grab()


def test_menus_act_on_what_is_below_the_mouse(hand: Hand) -> None:
    def texts(at: QPoint) -> dict[str, object]:
        menu = hand.view.menus.at(QPointF(at))
        return {a.text().split("\t")[0]: a for a in menu.actions() if a.text()}

    node = texts(hand.on("dense_1"))
    assert hand.view.workspace.selection == {"dense_1"}
    node["Disconnect"].trigger()  # type: ignore[attr-defined]
    assert hand.graph.edges == ()
    hand.undo()
    edge = texts(hand.between("dense_1", "dense_2"))
    edge["Delete"].trigger()  # type: ignore[attr-defined]
    assert hand.graph.edges == (Edge("input_1", "dense_1"),)
    canvas = texts(hand.at(0, 200))
    canvas["Select all"].trigger()  # type: ignore[attr-defined]
    assert len(hand.view.workspace.selection) == 3
    assert "Align top" in texts(hand.on("dense_1"))


def test_a_view_that_is_gone_listens_no_more(hand: Hand) -> None:
    workspace = hand.view.workspace
    other = CanvasView(workspace)
    shiboken6.delete(other)
    workspace.edit_graph("x", lambda g: edits.remove(g, ["dense_1"]))
    assert "dense_1" not in workspace.graph


def test_the_list_shows_the_network_and_shares_the_selection(hand: Hand, qtbot: QtBot) -> None:
    view = GraphListView(hand.view.workspace)
    qtbot.addWidget(view)
    view.show()
    model = view.model()

    def column(number: int) -> list[str]:
        return [model.index(row, number).data() for row in range(model.rowCount())]

    assert column(0) == ["input_1", "dense_1", "dense_2"]
    assert column(1) == ["Input", "Dense 16", "Dense 16"]
    assert column(2) == ["2", "16", "16"]
    assert column(3) == ["0", "48", "272"]
    assert column(4) == ["", "input_1", "dense_1"]
    assert "2 classes" in column(6)[2]
    hand.click(hand.on("dense_1"))
    assert [i.row() for i in view.selectionModel().selectedRows()] == [1]
    view.selectionModel().select(
        model.index(2, 0),
        view.selectionModel().SelectionFlag.ClearAndSelect | view.selectionModel().SelectionFlag.Rows,
    )
    assert hand.view.workspace.selection == {"dense_2"}
    model.setData(model.index(1, 0), "first")
    assert hand.graph["dense_1"].name == "first"
    said: list[str] = []
    view.complained.connect(said.append)
    model.setData(model.index(1, 0), "dense_2")
    assert len(said) == 1
    assert column(0)[1] == "first"
    hand.view.workspace.select({"dense_2"})
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert column(0) == ["input_1", "first"]
    view.hide()
    hand.undo()
    assert column(0) == ["input_1", "first"], "a hidden list costs nothing"
    view.show()
    assert column(0) == ["input_1", "first", "dense_2"]


@pytest.mark.parametrize("seed", range(3))
def test_the_picture_follows_every_edit_undo_and_redo(hand: Hand, seed: int) -> None:
    chance = random.Random(seed)
    workspace, stack = hand.view.workspace, hand.view.workspace.undo_stack
    for _ in range(60):
        ids = [n.id for n in workspace.graph.nodes]
        workspace.select(chance.sample(ids, min(len(ids), chance.randint(0, 3))))
        kind = layers[chance.choice(["dense", "add", "dropout", "input"])]()
        doing = [
            lambda kind=kind: hand.view.deeds.adder.add_after_selection(kind),
            hand.view.deeds.editor.delete,
            hand.view.deeds.editor.duplicate,
            hand.view.deeds.editor.disconnect_selected,
            lambda: hand.view.deeds.editor.nudge(8, -8),
            hand.view.deeds.arranger.tidy,
            stack.undo,
            stack.redo,
            lambda: (
                (hand.view.deeds.selection.select_all(), hand.view.deeds.editor.delete())
                if chance.random() < 0.2
                else None
            ),
        ]
        chance.choice(doing)()
        graph, canvas = workspace.graph, hand.view.canvas
        assert {i: (n.pos().x(), n.pos().y()) for i, n in canvas.nodes.items()} == {
            n.id: (n.x, n.y) for n in graph.nodes
        }
        assert set(canvas.edges) == set(graph.edges)
        assert {i for i, n in canvas.nodes.items() if n.look.selected} == workspace.selection
        for edge, line in canvas.edges.items():
            assert line.path().currentPosition() == canvas.nodes[edge.target].input_port()
        drawn = [i for i in canvas.items() if isinstance(i, NodeItem | EdgeItem)]
        assert len(drawn) == len(graph.nodes) + len(graph.edges)
