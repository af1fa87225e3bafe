"""The speed as a person sets it: by mouse, keys and commands; what undo, files and runs make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk import Desk, small_project
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from nnsim.base.text import use_language
from nnsim.document.pace import EPOCHS, STEPS, Pace
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.window.main_window import MainWindow
from nnsim.ui.window.speed_control import SpeedControl


def set_rate(workspace: Workspace, rate: float) -> None:
    workspace.edit("rate", lambda p: replace(p, training=replace(p.training, learning_rate=rate)), "rate")


@pytest.fixture
def workspace(qtbot) -> Workspace:
    return Workspace(replace(small_project(), pace=Pace(100)))


# ---- the document --------------------------------------------------------------------------------


def test_a_pace_is_no_step_of_undo_and_no_undo_brings_an_old_one_back(workspace: Workspace) -> None:
    set_rate(workspace, 0.1)
    workspace.set_pace(Pace(5))
    assert workspace.undo_stack.count() == 1
    workspace.undo_stack.undo()
    assert workspace.pace == Pace(5)
    workspace.set_pace(Pace(7, EPOCHS))
    workspace.undo_stack.redo()
    assert (workspace.pace, workspace.project.training.learning_rate) == (Pace(7, EPOCHS), 0.1)


def test_edits_that_come_back_are_no_step_though_the_pace_changed_between(workspace: Workspace) -> None:
    first = workspace.project.training.learning_rate
    set_rate(workspace, 0.1)
    workspace.set_pace(Pace(5))
    set_rate(workspace, first)
    assert workspace.undo_stack.count() == 0


def test_an_edit_of_a_whole_project_leaves_the_pace(workspace: Workspace) -> None:
    workspace.edit("other", lambda _: small_project(seed=3))
    assert (workspace.pace, workspace.project.training.seed) == (Pace(100), 3)
    workspace.edit("pace", lambda p: replace(p, pace=Pace(2)))
    assert workspace.pace == Pace(100)
    assert workspace.undo_stack.count() == 1


def test_a_pace_marks_the_project_and_going_back_to_it_unmarks(workspace: Workspace) -> None:
    heard: list[bool] = []
    workspace.file.changed.connect(lambda: heard.append(workspace.is_modified))
    workspace.set_pace(Pace(5))
    workspace.set_pace(Pace(5))
    workspace.set_pace(Pace(100))
    assert heard == [True, False]


def test_a_pace_is_saved_and_opened_and_kept_after_a_crash(open_desk, tmp_path) -> None:
    desk: Desk = open_desk()
    desk.workspace.set_pace(Pace(3, EPOCHS))
    desk.keep()
    assert len(desk.copies()) == 1
    desk.session.file.save(tmp_path / "a.nnsim")
    assert not desk.workspace.is_modified
    desk.session.file.new()
    assert desk.workspace.pace == Pace()
    desk.session.file.open(tmp_path / "a.nnsim")
    assert desk.workspace.pace == Pace(3, EPOCHS)
    assert not desk.workspace.is_modified


def test_a_run_obeys_and_so_does_the_run_of_another_project(open_desk) -> None:
    desk: Desk = open_desk(replace(small_project(), pace=Pace(0.001)))
    session = desk.session
    for step in (1, 2):
        session.play()
        desk.wait(lambda step=step: session.feed.state.step == step and session.feed.playing)
        session.pause()
        desk.wait(lambda: not session.feed.playing)
    session.file.new(replace(small_project(), pace=Pace(0.001)))
    desk.settle()
    session.play()
    desk.wait(lambda: session.feed.state is not None and session.feed.state.step == 1)
    session.workspace.set_pace(Pace())
    desk.wait(lambda: session.feed.state.step > 50)
    session.pause()
    desk.wait(lambda: not session.feed.playing)


# ---- the slider ----------------------------------------------------------------------------------


@pytest.fixture
def bar(window: MainWindow, qtbot) -> Iterator[SpeedControl]:
    window.resize(1600, 900)
    with qtbot.waitExposed(window):
        window.show()
    yield window.top_bar.playing.speed
    window.hide()


def test_keys_go_from_one_step_a_second_to_as_fast_as_it_goes(window: MainWindow, bar: SpeedControl) -> None:
    workspace = window.desk.workspace
    assert bar.slider.value() == bar.slider.maximum()
    QTest.keyClick(bar.slider, Qt.Key.Key_Home)
    assert workspace.pace == Pace(1)
    assert bar.text() == "at most 1 st/s"
    QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    assert workspace.pace == Pace(1.5)
    QTest.keyClick(bar.slider, Qt.Key.Key_PageUp)
    assert workspace.pace == Pace(15)
    QTest.keyClick(bar.slider, Qt.Key.Key_Left)
    assert workspace.pace == Pace(10)
    QTest.keyClick(bar.slider, Qt.Key.Key_End)
    assert workspace.pace == Pace()
    assert bar.text() == "as fast as it goes"
    assert workspace.undo_stack.count() == 0


def test_the_mouse_drags_it(window: MainWindow, bar: SpeedControl) -> None:
    slider = bar.slider
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=handle.center())
    for x in (slider.width() * 3 // 4, slider.width() // 2):
        QTest.mouseMove(slider, QPoint(x, handle.center().y()))
    QTest.mouseRelease(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, handle.center().y())
    )
    assert window.desk.workspace.pace in (Pace(70), Pace(100), Pace(150))
    assert window.desk.workspace.undo_stack.count() == 0


def test_commands_move_it_too(window: MainWindow, bar: SpeedControl) -> None:
    window.desk.workspace.set_pace(Pace(137))
    for key, pace in (("slower", 100), ("faster", 150), ("faster", 200), ("full_speed", 0), ("faster", 0)):
        window.actions_by_key[key].trigger()
        assert window.desk.workspace.pace == Pace(pace)
        assert bar.slider.value() == Pace(pace).place
    window.actions_by_key["slower"].trigger()
    assert window.desk.workspace.pace == Pace(10_000)


def test_it_says_aloud_what_it_stands_for(window: MainWindow, bar: SpeedControl) -> None:
    slider = QAccessible.queryAccessibleInterface(bar.slider)
    assert slider.text(QAccessible.Text.Name) == "Speed"
    for pace, words in (
        (Pace(300), "At most 300 steps a second"),
        (Pace(0.5, EPOCHS), "At most 0.5 epochs a second"),
        (Pace(), "As fast as it goes"),
    ):
        window.desk.workspace.set_pace(pace)
        assert slider.text(QAccessible.Text.Description) == words
        assert words in bar.slider.toolTip()


def test_the_other_unit_is_the_same_speed(open_desk) -> None:
    desk: Desk = open_desk(replace(small_project(batch=16), pace=Pace(100)), window=True)
    combo = desk.window.top_bar.playing.speed.unit.combo
    each = desk.session.feed.shown.steps_per_epoch
    assert each > 5
    combo.activated.emit(combo.findData(EPOCHS))
    pace = desk.workspace.pace
    assert pace.unit == EPOCHS
    assert pace.steps_per_second(each) == pytest.approx(100, rel=0.3)
    desk.workspace.edit("batch", lambda p: replace(p, training=replace(p.training, batch=1)))
    desk.wait(lambda: desk.session.feed.shown.steps_per_epoch > 5 * each)
    combo.activated.emit(combo.findData(STEPS))
    expected = pace.steps_per_second(desk.session.feed.shown.steps_per_epoch)
    assert desk.workspace.pace.value == pytest.approx(expected, rel=0.3)


def test_it_shows_what_is_measured_of_what_is_asked_for(qtbot, dressed) -> None:
    control = SpeedControl()
    qtbot.addWidget(control)
    for pace, speed, words in (
        (Pace(), 13_225.4, "13,225 st/s"),
        (Pace(200), 193.2, "193 of 200 st/s"),
        (Pace(1.5), 1.46, "1.5 of 1.5 st/s"),
        (Pace(0.3, EPOCHS), 3.0, "0.3 of 0.3 ep/s"),
        (Pace(0, EPOCHS), 251.0, "25 ep/s"),
        (Pace(200), 0.0, "at most 200 st/s"),
    ):
        control.set_pace(pace)
        control.set_measured(speed, 10)
        assert control.text() == words
        assert control.slider.value() == pace.place


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_never_changes_its_width(qtbot, dressed, language: str) -> None:
    """Or its neighbours would move under the mouse."""
    use_language(language)
    try:
        control = SpeedControl()
        qtbot.addWidget(control)
        width = control.sizeHint().width()
        for unit in (STEPS, EPOCHS):
            for pace in Pace(0, unit).offered:
                for share in (0.0, 0.77):
                    control.set_pace(pace)
                    control.set_measured(share * min(pace.steps_per_second(10), 123_456.0), 10)
                    assert control.sizeHint().width() <= width + (
                        control.unit.sizeHint().width() if unit == EPOCHS else 0
                    )
                    assert control._caption.sizeHint().width() <= control.slider.width()
    finally:
        use_language("en")
