"""The hidden layers at the head of the canvas: each step is one click, one edit, and one step of undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnsim.document import edits
from nnsim.document.hidden_layers import common_activation, hidden_layers
from nnsim.engine.layers.dense import Dense
from nnsim.ui.canvas.hidden_bar import HiddenBar
from nnsim.ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.fixture
def bar(window: MainWindow) -> HiddenBar:
    window.resize(1600, 1000)
    window.show()
    found = window.findChild(HiddenBar)
    assert found is not None
    return found


def press(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def units(window: MainWindow) -> list[int]:
    return [node.layer.units for node in hidden_layers(window.desk.session.workspace.graph) or ()]


def test_a_click_adds_a_layer_and_another_takes_it_away(window: MainWindow, bar: HiddenBar) -> None:
    assert units(window) == [8]
    assert bar.count.words.text() == "1 hidden layer"
    press(bar.count.more)
    assert units(window) == [8, 8]
    assert bar.count.words.text() == "2 hidden layers"
    assert len(bar.units) == 2
    press(bar.count.less)
    press(bar.count.less)
    assert units(window) == []
    assert not bar.count.less.isEnabled()
    assert not bar.activation.isEnabled()
    window.desk.session.workspace.undo_stack.undo()
    assert units(window) == [8]


def test_units_step_one_by_one_and_are_one_step_of_undo(window: MainWindow, bar: HiddenBar) -> None:
    [stepper] = bar.units.values()
    for _ in range(3):
        press(stepper.more)
    assert units(window) == [11]
    assert stepper.words.text() == "11"
    QTest.keyClick(stepper, Qt.Key.Key_Minus)
    assert units(window) == [10]
    window.desk.session.workspace.undo_stack.undo()
    assert units(window) == [8]


def test_one_activation_for_all_hidden_layers(window: MainWindow, bar: HiddenBar) -> None:
    press(bar.count.more)
    assert bar.activation.value() == "tanh"
    bar.activation.valueChosen.emit("relu")
    common = common_activation(window.desk.session.workspace.graph)
    assert common is not None
    assert common.key == "relu"
    assert bar.activation.value() == "relu"


def test_it_is_gone_where_the_drawing_is_no_chain_or_there_is_no_room(
    window: MainWindow, bar: HiddenBar
) -> None:
    assert bar.isVisibleTo(window)
    workspace = window.desk.session.workspace
    workspace.edit_graph("A layer beside", lambda graph: edits.add(graph, Dense(2), 0, 300)[0])
    assert bar.isHidden()
    workspace.undo_stack.undo()
    assert bar.isVisibleTo(window)
    window.resize(window.minimumSizeHint())
    bar.parentWidget().resize(420, 500)
    QApplication.processEvents()
    assert bar.isHidden()
