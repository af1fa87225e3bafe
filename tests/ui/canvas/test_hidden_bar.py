"""The hidden layers at the head of the canvas: each step is one click, one edit, and one step of undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnsim.document import edits
from nnsim.document.hidden_layers import common_activation, hidden_layers
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.gru import GRU
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
    assert bar.activation.isHidden()
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


def test_units_are_typed_where_they_stand(window: MainWindow, bar: HiddenBar) -> None:
    [stepper] = bar.units.values()
    QTest.mouseClick(stepper.field, Qt.MouseButton.LeftButton)
    assert stepper.field.selectedText() == "8", "what is typed takes its place"
    QTest.keyClicks(stepper.field, "32")
    assert units(window) == [8], "not before Enter"
    QTest.keyClick(stepper.field, Qt.Key.Key_Return)
    assert units(window) == [32]
    assert bar.isVisibleTo(window)
    QTest.keyClicks(stepper.field, "7")
    QTest.keyClick(stepper.field, Qt.Key.Key_Escape)
    assert stepper.field.text() == "32"
    QTest.keyClick(stepper.field, Qt.Key.Key_Up)
    assert units(window) == [33]
    window.desk.session.workspace.undo_stack.undo()
    window.desk.session.workspace.undo_stack.undo()
    assert units(window) == [8]
    assert stepper.field.text() == "8"


@pytest.mark.parametrize("text", ["0", "many", "1000000"])
def test_units_that_cannot_be_are_said_and_taken_back(window: MainWindow, bar: HiddenBar, text: str) -> None:
    said: list[str] = []
    window.desk.session.voice.complained.connect(said.append)
    [stepper] = bar.units.values()
    stepper.field.setFocus()
    stepper.field.selectAll()
    QTest.keyClicks(stepper.field, text)
    assert stepper.field.property("wrong")
    QTest.keyClick(stepper.field, Qt.Key.Key_Return)
    assert units(window) == [8]
    assert stepper.field.text() == "8"
    assert not stepper.field.property("wrong")
    assert len(said) == 1


def test_the_units_of_six_layers_are_there_in_a_narrow_window(window: MainWindow, bar: HiddenBar) -> None:
    for _ in range(5):
        press(bar.count.more)
    for size in ((1280, 720), (1440, 900), (1600, 1000)):
        window.resize(*size)
        for _ in range(3):
            QApplication.processEvents()
        assert bar.isVisibleTo(window)
        parts = [bar.count, *bar.units.values(), bar.activation]
        for part in parts:
            assert part.isVisibleTo(bar), (size, part)
            assert bar.rect().contains(part.geometry()), (size, part)
        for one in parts:
            assert not any(one.geometry().intersects(other.geometry()) for other in parts if other is not one)
        canvas, deeds = window.desk.canvas, window.desk.canvas.deeds
        assert canvas.rect().contains(bar.geometry())
        assert not bar.geometry().intersects(deeds.minimap.geometry())
        assert not bar.geometry().intersects(window.desk.data.chip.geometry())


def test_it_makes_way_for_a_button_of_data_that_grows(window: MainWindow, bar: HiddenBar) -> None:
    chip = window.desk.data.chip
    chip.resize(chip.width() + 60, chip.height())
    assert bar.x() > chip.geometry().right()


def test_the_tab_key_visits_it_in_order(window: MainWindow, bar: HiddenBar) -> None:
    press(bar.count.more)
    visited = [bar.count.less]
    for _ in range(7):
        visited.append(visited[-1].nextInFocusChain())
        while visited[-1].focusPolicy() == Qt.FocusPolicy.NoFocus:
            visited[-1] = visited[-1].nextInFocusChain()
    first, second = bar.units.values()
    assert visited[:8] == [*bar.count.stops, *first.stops, *second.stops]


def test_recurrent_layers_are_counted_and_no_empty_activation_is_shown(
    window: MainWindow, bar: HiddenBar
) -> None:
    workspace = window.desk.session.workspace
    hidden = hidden_layers(workspace.graph)
    assert hidden is not None
    workspace.edit_graph("GRU", lambda graph: edits.set_layer(graph, hidden[0].id, GRU(12)))
    assert bar.count.words.text() == "1 hidden layer"
    assert not bar.count.less.isEnabled()
    assert bar.activation.isHidden()
    [stepper] = bar.units.values()
    press(stepper.more)
    assert units(window) == [13]
    press(bar.count.more)
    assert bar.count.words.text() == "2 hidden layers"
    assert bar.activation.value() == "tanh"


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
