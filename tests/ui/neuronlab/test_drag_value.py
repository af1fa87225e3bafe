"""Numbers one takes hold of: dragged, turned, typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from nnsim.base.settings import Real
from nnsim.ui.neuronlab.bubbles import Bubble

KIND = Real(label="Weight", low=-10.0, high=10.0)


@pytest.fixture
def bubble(qtbot, dressed) -> Bubble:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(300, 200)
    made = Bubble(KIND, 0.5, owner)
    made.setGeometry(100, 60, 80, 80)
    made.caption = "x"
    made.name_it("Input x")
    made.heard = []
    made.edited.connect(made.heard.append)
    owner.show()
    return made


def drag(widget: QWidget, up: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    middle = widget.rect().center()
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, keys, middle)
    for part in (up // 2, up):
        point = middle - QPoint(0, part)
        # Not by QTest.mouseMove, which knows neither buttons nor modifiers.
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(point),
            QPointF(widget.mapToGlobal(point)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            keys,
        )
        QApplication.sendEvent(widget, move)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, keys, middle - QPoint(0, up))


def double(widget: QWidget, at: QPoint) -> None:
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=at)


def field(widget: QWidget) -> QLineEdit:
    return [f for f in widget.parentWidget().findChildren(QLineEdit) if f.isVisible()][-1]


def test_dragging_up_raises_it_and_shift_is_finer(bubble: Bubble) -> None:
    drag(bubble, 20)
    assert bubble.value == 2.0
    drag(bubble, -20, Qt.KeyboardModifier.ShiftModifier)
    assert bubble.value == 1.8
    assert bubble.heard[-1] == 1.8


def test_it_stays_within_its_limits(bubble: Bubble) -> None:
    drag(bubble, 900)
    assert bubble.value == 10.0


def test_a_press_without_a_move_is_a_click_and_changes_nothing(bubble: Bubble) -> None:
    clicks = []
    bubble.clicked.connect(lambda: clicks.append(1))
    QTest.mouseClick(bubble, Qt.MouseButton.LeftButton)
    assert (clicks, bubble.heard) == ([1], [])


def test_wheel_and_keys_move_it_by_notches(bubble: Bubble) -> None:
    at = QPointF(bubble.rect().center())
    turn = QWheelEvent(
        at,
        QPointF(bubble.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(bubble, turn)
    QTest.keyClick(bubble, Qt.Key.Key_Up)
    QTest.keyClick(bubble, Qt.Key.Key_PageDown)
    assert bubble.heard == [0.5, 1.0, -4.0]
    assert bubble.accessibleName() == "Input x -4"


def test_typed_numbers_are_taken_and_words_refused(bubble: Bubble) -> None:
    said = []
    bubble.refused.connect(said.append)
    double(bubble, QPoint(40, 60))
    QTest.keyClicks(field(bubble), "3/4")
    QTest.keyClick(field(bubble), Qt.Key.Key_Return)
    assert bubble.heard == [0.75]
    QTest.keyClick(bubble, Qt.Key.Key_F2)
    QTest.keyClicks(field(bubble), "seven")
    QTest.keyClick(field(bubble), Qt.Key.Key_Return)
    assert bubble.heard == [0.75]
    assert "Weight must be a number" in said[0]


def test_typing_begins_with_the_first_digit(bubble: Bubble) -> None:
    QTest.keyClick(bubble, Qt.Key.Key_Minus)
    QTest.keyClicks(field(bubble), "2")
    QTest.keyClick(field(bubble), Qt.Key.Key_Return)
    assert bubble.heard == [-2.0]


def test_the_name_is_typed_over_the_name(bubble: Bubble) -> None:
    names = []
    bubble.named.connect(names.append)
    double(bubble, QPoint(40, 15))
    QTest.keyClicks(field(bubble), "size")
    QTest.keyClick(field(bubble), Qt.Key.Key_Return)
    assert names == ["size"]
