"""Every gesture of the mouse, with real events."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from canvas_hand import Hand, chain
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnsim.document import edits
from nnsim.document.graph import Edge, Graph
from nnsim.document.layout import COLUMN
from nnsim.document.project import Project
from nnsim.engine.layer import layers
from nnsim.ui.canvas.inside import Inside
from nnsim.ui.canvas.tools.connect import ConnectTool

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def loose(kind: str, *, y: float = 200.0) -> Graph:
    return edits.add(chain("input", "dense", "dense"), layers[kind](), COLUMN, y)[0]


def test_click_selects_and_empty_canvas_lets_go(hand: Hand) -> None:
    hand.click(hand.on("dense_1"))
    assert hand.view.workspace.selection == {"dense_1"}
    assert hand.view.canvas.nodes["dense_1"].look.selected
    hand.click(hand.on("dense_2"), CTRL)
    assert hand.view.workspace.selection == {"dense_1", "dense_2"}
    hand.click(hand.on("dense_1"), SHIFT)
    assert hand.view.workspace.selection == {"dense_2"}
    hand.click(hand.at(0, 200))
    assert hand.view.workspace.selection == set()
    assert hand.steps == 0


def test_a_drag_snaps_and_is_one_step(hand: Hand) -> None:
    start = hand.on("dense_1")
    hand.drag(start, start + QPoint(43, 77))
    node = hand.graph["dense_1"]
    assert (node.x, node.y) == (COLUMN + 40, 80)
    assert hand.steps == 1
    assert "dense_1" in hand.view.workspace.undo_stack.undoText()
    hand.undo()
    assert hand.view.canvas.nodes["dense_1"].pos() == QPointF(COLUMN, 0)


def test_selected_nodes_move_together_with_their_edges(hand: Hand) -> None:
    hand.view.workspace.select({"input_1", "dense_1"})
    hand.drag(hand.on("dense_1"), hand.on("dense_1") + QPoint(0, 80))
    assert [(n.x, n.y) for n in hand.graph.nodes] == [(0, 80), (COLUMN, 80), (2 * COLUMN, 0)]
    assert hand.steps == 1
    line = hand.view.canvas.edges[Edge("dense_1", "dense_2")].path()
    assert line.pointAtPercent(0).y() == 80


def test_escape_puts_dragged_nodes_back(hand: Hand) -> None:
    hand.press(hand.on("dense_1"))
    hand.move(hand.on("dense_1") + QPoint(100, 100))
    assert hand.view.canvas.nodes["dense_1"].y() != 0
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.canvas.nodes["dense_1"].pos() == QPointF(COLUMN, 0)
    assert hand.view.deeds.gesture.tool is None
    hand.release(hand.on("dense_1") + QPoint(100, 100))
    assert hand.view.canvas.nodes["dense_1"].pos() == QPointF(COLUMN, 0)
    assert hand.steps == 0


def test_the_map_shows_nothing_of_a_drag_that_was_broken_off(hand: Hand) -> None:
    start, minimap = hand.on("dense_1"), hand.view.deeds.minimap
    hand.click(start)
    before = minimap.grab().toImage()
    hand.press(start)
    hand.move(start + QPoint(0, 200))
    minimap.redraw()  # as when the selection changes
    assert minimap.grab().toImage() != before
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)
    assert minimap.grab().toImage() == before


def test_an_undo_in_the_middle_of_a_drag_breaks_it_off(hand: Hand) -> None:
    hand.view.workspace.select({"dense_2"})
    hand.view.deeds.editor.nudge(8, 0)
    hand.press(hand.on("dense_1"))
    hand.move(hand.on("dense_1") + QPoint(100, 100))
    hand.undo()
    assert hand.view.deeds.gesture.tool is None
    hand.release(hand.on("dense_1") + QPoint(100, 100))
    assert hand.view.canvas.nodes["dense_1"].pos() == QPointF(COLUMN, 0)


def test_an_unconnected_node_dragged_on_an_edge_goes_into_it(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(loose("dropout"))
    hand.press(hand.on("dropout_1"))
    offset = hand.on("dropout_1") - hand.at(*_place(hand, "dropout_1"))
    target = hand.between("dense_1", "dense_2") + offset
    hand.move(target + QPoint(0, 30))
    hand.move(target)
    assert hand.view.canvas.edges[Edge("dense_1", "dense_2")].lit
    hand.release(target)
    assert hand.graph.sources_of("dropout_1") == ("dense_1",)
    assert hand.graph.sources_of("dense_2") == ("dropout_1",)
    assert hand.graph["dense_2"].x >= hand.graph["dropout_1"].x + COLUMN
    assert hand.steps == 1


def test_a_merge_layer_is_put_into_an_edge_and_says_what_it_lacks(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(loose("add"))
    offset = hand.on("add_1") - hand.at(*_place(hand, "add_1"))
    hand.drag(hand.on("add_1"), hand.between("dense_1", "dense_2") + offset)
    assert hand.graph.sources_of("add_1") == ("dense_1",)
    assert hand.graph.sources_of("dense_2") == ("add_1",)
    assert "at least 2 inputs" in hand.view.workspace.resolved.problems_of("add_1")[0].text


def _place(hand: Hand, id_: str) -> tuple[float, float]:
    return hand.graph[id_].x, hand.graph[id_].y


def test_rubber_band_selects_what_it_touches(hand: Hand) -> None:
    hand.drag(hand.at(-100, 120), hand.at(COLUMN - 50, 10))
    assert hand.view.workspace.selection == {"input_1", "dense_1"}
    hand.press(hand.at(-100, 120))
    hand.move(hand.at(-90, 110))
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.workspace.selection == {"input_1", "dense_1"}
    hand.drag(hand.at(2 * COLUMN + 10, 120), hand.at(2 * COLUMN + 20, 10), SHIFT)
    assert len(hand.view.workspace.selection) == 3


@pytest.mark.parametrize("backwards", [False, True])
def test_drag_from_a_port_connects(hand_on: Callable[[Graph], Hand], backwards: bool) -> None:
    hand = hand_on(loose("dense"))
    start, end = hand.port("dense_1", "output"), hand.port("dense_3", "input")
    hand.drag(*((end, start) if backwards else (start, end)))
    assert hand.graph.sources_of("dense_3") == ("dense_1",)
    assert hand.steps == 1


def test_legal_targets_light_up_and_illegal_ones_say_why(hand_on: Callable[[Graph], Hand]) -> None:
    hand = hand_on(loose("dense"))
    hand.press(hand.port("input_1", "output"))
    assert isinstance(hand.view.deeds.gesture.tool, ConnectTool)
    nodes = hand.view.canvas.nodes
    assert (nodes["dense_3"].look.lit, nodes["dense_3"].look.dimmed) == ("input", False)
    assert (nodes["dense_2"].look.lit, nodes["dense_2"].look.dimmed) == ("", True)
    hand.move(hand.on("dense_2"))
    assert hand.view.deeds.talker.text == edits.why_not_connect(hand.graph, "input_1", "dense_2")
    hand.move(hand.on("dense_3"))
    assert hand.view.deeds.talker.text == ""
    hand.move(hand.on("dense_2"))
    hand.release(hand.on("dense_2"))
    assert hand.steps == 0
    assert hand.view.deeds.talker.text == edits.why_not_connect(hand.graph, "input_1", "dense_2")
    assert not any(item.look.dimmed or item.look.lit for item in nodes.values())


def test_a_connection_let_go_on_empty_canvas_adds_a_layer_there(hand: Hand) -> None:
    hand.drag(hand.port("dense_2", "output"), hand.at(2 * COLUMN + 100, 160))
    box = hand.view.deeds.adder.box
    assert box.isVisible()
    QTest.keyClicks(box.line, "drop")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    assert hand.graph.sources_of("dropout_1") == ("dense_2",)
    assert hand.view.workspace.selection == {"dropout_1"}
    assert hand.steps == 1


def test_click_on_an_edge_selects_it_and_delete_removes_it(hand: Hand) -> None:
    hand.view.workspace.select({"dense_1"})
    hand.click(hand.between("dense_1", "dense_2"))
    assert hand.view.deeds.selection.edges == {Edge("dense_1", "dense_2")}
    assert hand.view.workspace.selection == set()
    hand.key(Qt.Key.Key_Delete)
    assert hand.graph.edges == (Edge("input_1", "dense_1"),)
    assert hand.view.deeds.selection.edges == set()


def test_double_click_on_an_edge_inserts(hand: Hand) -> None:
    hand.double_click(hand.between("dense_1", "dense_2"))
    QTest.keyClicks(hand.view.deeds.adder.box.line, "relu")
    QTest.keyClick(hand.view.deeds.adder.box.line, Qt.Key.Key_Return)
    assert hand.graph.sources_of("dense_2") == ("activation_1",)
    assert hand.graph.sources_of("activation_1") == ("dense_1",)
    xs = sorted(n.x for n in hand.graph.nodes)
    assert all(b - a >= COLUMN for a, b in pairwise(xs))


def test_double_click_on_empty_canvas_adds_at_the_mouse(hand: Hand) -> None:
    hand.double_click(hand.at(80, 160))
    QTest.keyClick(hand.view.deeds.adder.box.line, Qt.Key.Key_Down)
    QTest.keyClick(hand.view.deeds.adder.box.line, Qt.Key.Key_Return)
    added = hand.graph.nodes[-1]
    assert (added.x, added.y) == (80, 160)


def _wheel(hand: Hand, at: QPoint, turn: int) -> None:
    view = hand.view.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), QPoint(), QPoint(0, turn),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_the_wheel_zooms_at_the_mouse(hand: Hand) -> None:
    at = hand.port("dense_2", "output")
    before = hand.view.deeds.camera.scene_point(QPointF(at))
    for turn in (120, 120, -360, 240, 15):
        _wheel(hand, at, turn)
        way = hand.view.deeds.camera.scene_point(QPointF(at)) - before
        assert abs(way.x()) <= 1 / hand.view.deeds.camera.zoom
        assert abs(way.y()) <= 1 / hand.view.deeds.camera.zoom
    assert hand.view.deeds.camera.zoom > 1
    for _ in range(30):
        _wheel(hand, at, -240)
    assert hand.view.deeds.camera.zoom == pytest.approx(0.05)


def test_middle_drag_and_space_drag_pan(hand: Hand) -> None:
    middle = Qt.MouseButton.MiddleButton
    before = hand.at(0, 0)
    hand.press(QPoint(300, 300), button=middle)
    hand.move(QPoint(340, 290))
    hand.release(QPoint(340, 290), button=middle)
    assert hand.at(0, 0) - before == QPoint(40, -10)
    QTest.keyPress(hand.view, Qt.Key.Key_Space)
    hand.drag(hand.on("dense_1"), hand.on("dense_1") + QPoint(-40, 10))
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert hand.at(0, 0) == before
    assert hand.steps == 0


def test_right_button_breaks_a_gesture_off(hand: Hand) -> None:
    hand.press(hand.on("dense_1"))
    hand.move(hand.on("dense_1") + QPoint(60, 60))
    right = Qt.MouseButton.RightButton
    hand.press(hand.on("dense_1"), button=right)
    assert hand.view.deeds.gesture.tool is None
    hand.release(hand.on("dense_1"), button=right)
    hand.release(hand.on("dense_1"))
    assert hand.view.canvas.nodes["dense_1"].pos() == QPointF(COLUMN, 0)


def test_another_button_does_not_end_a_drag(hand: Hand) -> None:
    start, middle = hand.on("dense_1"), Qt.MouseButton.MiddleButton
    hand.press(start)
    hand.move(start + QPoint(60, 60))
    hand.press(start, button=middle)
    hand.release(start, button=middle)
    assert hand.view.deeds.gesture.tool is not None
    hand.move(start + QPoint(80, 80))
    hand.release(start + QPoint(80, 80))
    assert (hand.graph["dense_1"].x, hand.graph["dense_1"].y) == (COLUMN + 80, 80)
    assert hand.steps == 1


def test_the_wheel_zooms_in_the_middle_of_a_drag_and_the_layer_stays_under_the_mouse(hand: Hand) -> None:
    class Refusing(Inside):
        def open_at(self, at: QPointF, zoom: float) -> bool:
            raise AssertionError("nothing opens below a hand that holds a layer")

    hand.view.deeds.navigator.inside = Refusing()
    start, end = hand.on("dense_1"), hand.on("dense_1") + QPoint(80, 80)
    hand.press(start)
    hand.move(end)
    for _ in range(8):
        _wheel(hand, end, 240)
    assert hand.view.deeds.camera.zoom > 1.4
    grip = hand.view.deeds.camera.scene_point(QPointF(end)) - hand.view.canvas.nodes["dense_1"].pos()
    assert (grip - QPointF(0, -28)).manhattanLength() < 10, "within a step of the grid"
    hand.key(Qt.Key.Key_Escape)
    hand.release(end)
    assert hand.steps == 0


def test_a_double_click_on_a_note_presses_it_once(hand: Hand) -> None:
    hand.view.workspace.edit_graph("x", lambda g: edits.disconnect(g, [Edge("input_1", "dense_1")]))
    note = hand.view.mapFromScene(hand.view.canvas.nodes["dense_1"].note().center())
    hand.double_click(note)
    assert hand.view.workspace.selection == {"dense_1"}
    assert not hand.view.deeds.adder.box.isVisible()


def test_a_double_click_on_a_port_is_one_on_the_card(hand: Hand) -> None:
    hand.double_click(hand.port("dense_1", "output") - QPoint(3, 0))
    assert hand.view.deeds.in_place.box.field is not None
    assert hand.view.deeds.gesture.tool is None


def test_from_afar_a_port_cannot_be_taken(hand: Hand) -> None:
    hand.view.deeds.camera.zoom_to(0.3)
    hand.press(hand.port("dense_1", "output") - QPoint(2, 0))
    assert not isinstance(hand.view.deeds.gesture.tool, ConnectTool)
    hand.view.deeds.gesture.cancel()
    hand.release(hand.port("dense_1", "output"))


def test_a_drag_at_the_rim_takes_the_paper_along(hand: Hand) -> None:
    start, rim = hand.on("dense_1"), QPoint(hand.view.viewport().width() - 2, 300)
    hand.press(start)
    hand.move(rim)
    before = hand.view.canvas.nodes["dense_1"].x()
    for _ in range(20):
        hand.view.deeds.gesture.scroll_at_rim()
    assert hand.view.canvas.nodes["dense_1"].x() >= before + 200
    hand.release(rim)
    seen = hand.view.deeds.camera.scene_point(QPointF(rim))
    assert abs(hand.graph["dense_1"].x - seen.x()) < 80


def test_another_project_is_shown_whole(hand: Hand) -> None:
    graph = edits.move(chain("input", "flatten"), {"input_1": (5000, 0), "flatten_1": (9000, 0)})
    hand.view.workspace.edit_graph("x", lambda g: edits.remove(g, list(g.by_id)))
    hand.view.workspace.open_project(Project(graph=chain("dense", "dropout")), None)
    hand.view.workspace.open_project(Project(graph=graph), None)
    seen = hand.view.mapToScene(hand.view.viewport().rect()).boundingRect()
    assert seen.contains(hand.view.canvas.cards())
