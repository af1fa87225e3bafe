"""Drops from the palette, through the handlers (an offscreen screen has no true drags)."""

from __future__ import annotations

from canvas_hand import Hand
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from nnsim.document.graph import Edge
from nnsim.document.layout import COLUMN
from nnsim.engine.layer import layers
from nnsim.ui.palette.layer_mime import LAYER_MIME, mime_of

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


def enter(hand: Hand, data: QMimeData, at: QPoint) -> bool:
    event = QDragEnterEvent(at, COPY, data, LEFT, NONE)
    QApplication.sendEvent(hand.view.viewport(), event)
    return event.isAccepted()


def hover(hand: Hand, data: QMimeData, at: QPoint) -> None:
    QApplication.sendEvent(hand.view.viewport(), QDragMoveEvent(at, COPY, data, LEFT, NONE))


def drop(hand: Hand, data: QMimeData, at: QPoint) -> None:
    QApplication.sendEvent(hand.view.viewport(), QDropEvent(at.toPointF(), COPY, data, LEFT, NONE))


def test_a_drop_on_empty_canvas_adds_on_the_grid(hand: Hand) -> None:
    data, at = mime_of(layers["dropout"]()), hand.at(83, 197)
    hand.view.clearFocus()
    assert enter(hand, data, at)
    hover(hand, data, at)
    drop(hand, data, at)
    added = hand.graph["dropout_1"]
    assert (added.x, added.y) == (80, 200)
    assert hand.view.workspace.selection == {"dropout_1"}
    assert (hand.steps, hand.view.deeds.gesture.tool) == (1, None)
    assert hand.view.window().focusWidget() is hand.view, "its keys are pressed next"
    hand.view.workspace.undo_stack.undo()
    assert "dropout_1" not in hand.graph


def test_a_drop_on_an_edge_inserts_and_makes_room(hand: Hand) -> None:
    data, at = mime_of(layers["dropout"]()), hand.between("input_1", "dense_1")
    enter(hand, data, hand.at(0, 200))
    hover(hand, data, at + QPoint(0, 4))
    assert hand.view.canvas.edges[Edge("input_1", "dense_1")].lit
    drop(hand, data, at + QPoint(0, 4))
    assert hand.graph.sources_of("dense_1") == ("dropout_1",)
    assert [n.x for n in sorted(hand.graph.nodes, key=lambda n: n.x)] == [0, COLUMN, 2 * COLUMN, 3 * COLUMN]
    assert {n.y for n in hand.graph.nodes} == {0}
    assert hand.steps == 1


def test_what_cannot_be_inserted_says_so_and_lands_beside(hand: Hand) -> None:
    data, at = mime_of(layers["input"]()), hand.between("input_1", "dense_1")
    enter(hand, data, at)
    assert "Input" in hand.view.deeds.talker.text
    drop(hand, data, at)
    assert "input_2" in hand.graph
    assert hand.graph.sources_of("dense_1") == ("input_1",)


def test_leaving_leaves_no_trace(hand: Hand) -> None:
    data = mime_of(layers["dropout"]())
    count = len(hand.view.canvas.items())
    enter(hand, data, hand.between("input_1", "dense_1"))
    QApplication.sendEvent(hand.view.viewport(), QDragLeaveEvent())
    assert len(hand.view.canvas.items()) == count
    assert not hand.view.canvas.edges[Edge("input_1", "dense_1")].lit
    assert hand.view.deeds.gesture.tool is None


def test_strange_data_is_refused(hand: Hand) -> None:
    text = QMimeData()
    text.setText("hello")
    assert not enter(hand, text, QPoint(10, 10))
    for raw in (b"{", b"[]", b'{"kind": "no such layer"}', b'{"kind": "dense", "settings": {"units": "x"}}'):
        broken = QMimeData()
        broken.setData(LAYER_MIME, raw)
        assert not enter(hand, broken, QPoint(10, 10)), raw
        assert hand.view.deeds.talker.text
    drop(hand, text, QPoint(10, 10))
    assert hand.steps == 0
