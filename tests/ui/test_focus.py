"""Where keys go, whatever was used last: real key events into whatever has the focus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from nnsim.document import edits
from nnsim.document.examples import examples
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.window.main_window import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def small_project() -> Project:
    graph = Graph()
    for i, part in enumerate((Input(), Dense(4), Dense(1))):
        graph, id_ = edits.add(graph, part, 216 * i, 0)
        if i:
            graph = edits.connect(graph, graph.nodes[-2].id, id_)
    return Project(graph)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    manager().use("dark")
    session = Session(small_project())
    made = MainWindow(session, Preferences())
    made.resize(1400, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.rebuild_wanted = True
    made.close()
    assert session.close()
    made.deleteLater()
    session.deleteLater()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key as the keyboard does: into what has the focus."""
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    QTest.keyClick(target, key, modifiers)


def type_in(field: QWidget, text: str) -> None:
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(field, text)


def tab_stops() -> list[QWidget]:
    """Return where Tab goes from what has the focus, once around."""
    stops: list[QWidget] = []
    while (stop := QApplication.focusWidget()) not in stops:
        assert stop is not None
        stops.append(stop)
        press(Qt.Key.Key_Tab)
    return stops


def test_tab_visits_a_page_between_bar_and_foot_though_it_was_made_last(window: MainWindow) -> None:
    window.desk.places.go_to("data")
    places = (window.desk.places["data"].page, window.desk.foot, window.top_bar)
    visited = [i for stop in tab_stops() for i, place in enumerate(places) if place.isAncestorOf(stop)]
    assert visited == sorted(visited)
    assert set(visited) == {0, 1, 2}


def change_something(window: MainWindow) -> None:
    """Make one edit that has nothing to do with any field."""
    id_ = window.desk.workspace.graph.nodes[1].id
    window.desk.workspace.edit_graph("move", lambda g: edits.move(g, {id_: (500.0, 300.0)}))


def was_undone(window: MainWindow) -> bool:
    return window.desk.workspace.graph.nodes[1].y == 0


def settle() -> None:
    QApplication.processEvents()


# ---- undo ----------------------------------------------------------------------------------------


def places_to_stand(window: MainWindow) -> dict[str, QWidget]:
    """Return everything that can have the focus beside the canvas, by where it is."""
    bar = window.top_bar
    return {
        "canvas": window.desk.canvas,
        "learning rate": bar.choices.rate.combo,
        "batch": bar.choices.batch.combo,
        "optimizer": bar.choices.optimizer.combo,
        "play": bar.playing.play,
        "search": window.desk.palette.search,
        "palette": window.desk.palette.list,
        "training form": window.desk.inspector.form.editor("seed"),
        "notes": window.desk.inspector.notes,
        "chart": window.desk.panels[0],
    }


def test_undo_and_redo_are_the_projects_wherever_the_focus_is_after_ones_own_typing(
    window: MainWindow,
) -> None:
    for name, place in places_to_stand(window).items():
        change_something(window)
        place.setFocus()
        for redo in ((Qt.Key.Key_Y, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)):
            press(Qt.Key.Key_Z, CTRL)
            assert was_undone(window), name
            press(*redo)
            assert not was_undone(window), name
        press(Qt.Key.Key_Z, CTRL)
        assert was_undone(window), name

    fields = {
        "learning rate": window.top_bar.choices.rate.combo,
        "spin box": window.desk.inspector.form.editor("seed"),
        "search": window.desk.palette.search,
    }
    for name, field in fields.items():
        change_something(window)
        type_in(field, "7")
        for _ in range(4):  # at most: the letter, and what it replaced
            press(Qt.Key.Key_Z, CTRL)
            if was_undone(window):
                break
            shown = field.text() if isinstance(field, QLineEdit) else field.lineEdit().text()
            assert shown != "7", name
        assert was_undone(window), name

    for submenu in [a.menu() for a in window.top_bar.menu.actions() if a.menu() is not None]:
        submenu.aboutToShow.emit()
    change_something(window)
    press(Qt.Key.Key_Z, CTRL)
    assert was_undone(window)


def test_what_was_taken_is_undone_by_the_project_and_notes_in_their_own_steps(window: MainWindow) -> None:
    training = window.desk.workspace.project.training
    for field in (
        window.top_bar.choices.rate.combo,
        window.top_bar.choices.batch.combo,
        window.desk.inspector.form.editor("seed"),
    ):
        for leave in (Qt.Key.Key_Return, Qt.Key.Key_Tab):
            type_in(field, "7")
            press(leave)
            assert window.desk.workspace.project.training != training
            press(Qt.Key.Key_Z, CTRL)
            assert window.desk.workspace.project.training == training
    id_ = window.desk.workspace.graph.nodes[1].id
    window.desk.workspace.select({id_})
    type_in(window.desk.inspector.name, "first")
    press(Qt.Key.Key_Return)
    assert window.desk.workspace.graph[id_].name == "first"
    press(Qt.Key.Key_Z, CTRL)
    assert window.desk.workspace.graph[id_].name != "first"
    assert window.desk.inspector.name.text() == window.desk.workspace.graph[id_].name

    window.desk.workspace.select(())
    notes: QPlainTextEdit = window.desk.inspector.notes
    notes.setFocus()
    QTest.keyClicks(notes, "abc")
    press(Qt.Key.Key_Z, CTRL)
    assert window.desk.workspace.project.notes == notes.toPlainText() != "abc"
    QTest.keyClicks(notes, "xyz")
    window.desk.canvas.setFocus()
    change_something(window)
    notes.setFocus()
    press(Qt.Key.Key_Z, CTRL)
    assert was_undone(window)
    assert "xyz" in window.desk.workspace.project.notes


def test_undo_works_on_the_data_page_in_the_palette_of_commands_and_in_a_window_beside(
    window: MainWindow,
) -> None:
    window.desk.places.go_to("data")
    for place in [w for w in window.desk.places["data"].page.findChildren(QLineEdit) if w.isVisible()][:3]:
        change_something(window)
        place.setFocus()
        press(Qt.Key.Key_Z, CTRL)
        assert was_undone(window), place.accessibleName()
    change_something(window)
    window.command_palette.open()
    press(Qt.Key.Key_Z, CTRL)
    assert was_undone(window)
    window.command_palette.hide()
    change_something(window)
    window.desk.docks["inspector"].setFloating(True)
    window.desk.inspector.form.editor("seed").setFocus()
    press(Qt.Key.Key_Z, CTRL)
    assert was_undone(window)


# ---- the focus -----------------------------------------------------------------------------------


def test_tab_and_shift_tab_leave_the_canvas_and_come_back(window: MainWindow) -> None:
    window.desk.canvas.setFocus()
    press(Qt.Key.Key_Tab)
    assert not window.desk.canvas.deeds.adder.box.isVisible()
    before = window.desk.canvas.grab().toImage()
    there = QApplication.focusWidget()
    assert there is not None
    assert there is not window.desk.canvas
    press(Qt.Key.Key_Backtab, SHIFT)
    assert QApplication.focusWidget() is window.desk.canvas
    assert window.desk.canvas.grab().toImage() != before, "nobody sees that the canvas has the focus"
    press(Qt.Key.Key_Backtab, SHIFT)
    assert QApplication.focusWidget() is not window.desk.canvas
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is window.desk.canvas
    seen = []
    for _ in range(150):
        press(Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        if here is window.desk.canvas:
            break
        assert here is not None
        seen.append(here)
    assert QApplication.focusWidget() is window.desk.canvas
    assert window.top_bar.playing.play in seen
    assert window.desk.palette.list in seen

    combo = window.top_bar.choices.optimizer.combo
    combo.setFocus()
    press(Qt.Key.Key_Down)
    settle()
    assert QApplication.focusWidget() is combo


def opened_neurons(window: MainWindow) -> bool:
    return window.neurons.isVisible()


def example(window: MainWindow) -> None:
    window.top_bar.choices.rate.combo.setFocus()
    window.desk.files.open_example(next(e for e in examples() if e.key == "two_spirals"))


def new(window: MainWindow) -> None:
    window.top_bar.choices.rate.combo.setFocus()
    window.desk.files.new()


def mouse_on_play(window: MainWindow) -> None:
    QTest.mouseClick(window.top_bar.playing.reset, LEFT)


def choose_with_the_mouse(window: MainWindow) -> None:
    combo: Combo = window.top_bar.choices.optimizer.combo
    QTest.mousePress(combo, LEFT)
    QTest.mouseRelease(combo, LEFT)
    combo.showPopup()
    settle()
    combo.hidePopup()
    settle()


def command_palette(window: MainWindow) -> None:
    window.command_palette.open()
    settle()
    press(Qt.Key.Key_Escape)


def cure(window: MainWindow) -> None:
    banner = window.vitals.advice.banner
    banner.set_content("warning", "x", "y")
    banner.show()
    button = next(b for b in banner.findChildren(QWidget) if b.focusPolicy() & Qt.FocusPolicy.TabFocus)
    button.setFocus()
    banner.hide()
    settle()


def toast(window: MainWindow) -> None:
    window.desk.telling.toast.show_message("x", action="do", on_action=lambda: None)
    button = next(
        b
        for b in window.desk.telling.toast.findChildren(QWidget)
        if b.focusPolicy() & Qt.FocusPolicy.TabFocus
    )
    button.setFocus()
    window.desk.telling.toast.hide()
    settle()


def palette_entry(window: MainWindow) -> None:
    QTest.mouseClick(window.desk.palette.list.viewport(), LEFT, pos=QPoint(20, 40))


def dock_hidden(window: MainWindow) -> None:
    window.desk.docks.reveal("inspector")
    window.desk.inspector.form.editor("seed").setFocus()
    window.desk.docks["inspector"].hide()
    settle()


def data_and_back(window: MainWindow) -> None:
    window.desk.places.go_to("data")
    window.desk.places.go_to("network")
    settle()


DEEDS = (
    example,
    new,
    mouse_on_play,
    choose_with_the_mouse,
    command_palette,
    cure,
    toast,
    palette_entry,
    dock_hidden,
    data_and_back,
)


def test_the_keys_of_the_canvas_work_after_every_deed(window: MainWindow) -> None:
    for deed in DEEDS:
        window.desk.canvas.setFocus()
        deed(window)
        settle()
        training = window.desk.workspace.project.training
        press(Qt.Key.Key_N)
        assert opened_neurons(window), deed
        assert window.desk.workspace.project.training == training, deed
        press(Qt.Key.Key_N)
        assert not opened_neurons(window), deed
        press(Qt.Key.Key_A)
        assert window.desk.canvas.deeds.adder.box.isVisible(), deed
        press(Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is window.desk.canvas, deed

    window.desk.canvas.setFocus()
    press(Qt.Key.Key_N)
    assert opened_neurons(window)
    press(Qt.Key.Key_N, CTRL)
    assert not window.desk.workspace.graph.nodes
    assert not opened_neurons(window)
    assert QApplication.focusWidget() is window.desk.canvas
