"""What all commands have in common, their keys with those of the canvas, and when they can be used."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from nnsim.document import edits
from nnsim.ui.canvas.keys import CANVAS_KEYS
from nnsim.ui.command import MENUS, commands
from nnsim.ui.look.theme import manager
from nnsim.ui.window.main_window import MainWindow


def _combined(keys: str) -> int:
    return QKeySequence.fromString(keys)[0].toCombined()


def test_no_key_belongs_to_two(qtbot) -> None:
    # A shortcut of the window comes before the canvas is asked: the canvas would never see its key.
    taken = Counter(_combined(keys) for command in commands for keys in command.shortcuts)
    taken.update(_combined(keys) for binding in CANVAS_KEYS for keys in binding.keys)
    assert not [QKeySequence(keys).toString() for keys, count in taken.items() if count > 1]
    assert len({command.key for command in commands}) == len(tuple(commands))


def test_keys_that_are_only_shown_are_keys_of_the_canvas(qtbot) -> None:
    shown = [command for command in commands if command.shown_keys]
    assert len(shown) > 5
    for command in shown:
        assert CANVAS_KEYS.find(QKeySequence.fromString(command.shown_keys)[0]) is not None, command.key


# ---- in a window -----------------------------------------------------------------------------------


def entry(window: MainWindow, key: str) -> QAction:
    """Return the entry of a command in its menu, which is made when it opens."""
    command = next(c for c in commands if c.key == key)
    menus = [a.menu() for a in window.top_bar.menu.actions() if a.menu() is not None]
    menu = menus[[name for name, _ in MENUS].index(command.menu)]
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    title = window.actions_by_key[key].text()
    (found,) = [a for a in menu.actions() if a.text().partition("\t")[0] == title]
    return found


def test_every_shortcut_of_a_command_works_in_the_window(window: MainWindow) -> None:
    for command in commands:
        found = [s.toString() for s in window.actions_by_key[command.key].shortcuts()]
        assert found == [QKeySequence(keys).toString() for keys in command.shortcuts], command.key


def test_a_key_that_is_pressed_does_what_its_command_does(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    graph = window.desk.workspace.graph
    window.desk.workspace.edit_graph("rename", lambda g: edits.rename(g, "dense_1", "first"))
    for redo in ("Ctrl+Shift+Z", "Ctrl+Y"):
        QTest.keySequence(window, QKeySequence("Ctrl+Z"))
        assert window.desk.workspace.graph == graph
        QTest.keySequence(window, QKeySequence(redo))
        assert window.desk.workspace.graph["dense_1"].name == "first"
    window.rebuild_wanted = True  # closes without asking
    window.close()


def test_what_cannot_be_used_now_is_greyed_out_and_does_nothing(window: MainWindow) -> None:
    workspace = window.desk.workspace
    workspace.select(())
    workspace.edit_graph("cut through", lambda g: edits.disconnect(g, g.edges))
    workspace.undo_stack.clear()
    window.desk.places.go_to("data")
    before = (workspace.project, workspace.undo_stack.count(), window.desk.places.current.key)
    limited = [command for command in commands if command.enabled is not None]
    idle = [
        command for command in limited if command.enabled is not None and not command.enabled(window.desk)
    ]
    assert {"undo", "redo", "copy", "export_weights", "measure_test"} <= {command.key for command in idle}
    for command in limited:
        assert entry(window, command.key).isEnabled() == (command not in idle), command.key
    for command in idle:
        window.actions_by_key[command.key].trigger()
        # Its shortcut lives on while its menu is closed, as it was when the menu was last open.
        window.actions_by_key[command.key].setEnabled(True)
        window.actions_by_key[command.key].trigger()
        assert (workspace.project, workspace.undo_stack.count(), window.desk.places.current.key) == before, (
            command.key
        )
        assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()], command.key


def test_what_can_be_used_is_offered_and_does_it(window: MainWindow) -> None:
    workspace = window.desk.workspace
    for key in ("export_weights", "import_weights", "measure_test"):
        assert entry(window, key).isEnabled(), key
    workspace.select(["dense_1"])
    assert entry(window, "copy").isEnabled()
    entry(window, "duplicate").trigger()
    assert len(workspace.graph.nodes) == 4
    assert entry(window, "undo").isEnabled()
    assert not entry(window, "redo").isEnabled()
    entry(window, "undo").trigger()
    assert len(workspace.graph.nodes) == 3
    assert entry(window, "redo").isEnabled()


def test_a_switch_in_a_menu_shows_how_things_are_now(window: MainWindow, dressed: None) -> None:
    modes = ("dark", "light", "system")
    for mode in ("system", "dark"):  # one look, and so no second's work to put it on
        manager().use(mode)
        assert [entry(window, f"theme_{m}").isChecked() for m in modes] == [m == mode for m in modes]
    assert not entry(window, "full_screen").isChecked()
    window.setWindowState(Qt.WindowState.WindowFullScreen)
    assert entry(window, "full_screen").isChecked()


def test_layers_are_aligned_from_two_on_and_distributed_from_three_on(window: MainWindow) -> None:
    workspace, menus = window.desk.session.workspace, window.desk.canvas.menus
    ids = [node.id for node in workspace.graph.nodes]
    assert len(ids) >= 3
    for n, aligns, distributes in ((0, False, False), (1, False, False), (2, True, False), (3, True, True)):
        workspace.select(set(ids[:n]))
        can = {c.key: c.enabled(window.desk) for c in commands if c.enabled is not None}
        assert {can[k] for k in can if k.startswith("align_")} == {aligns}, n
        assert {can[k] for k in can if k.startswith("distribute_")} == {distributes}, n
        texts = [action.text() for action in menus.for_selection().actions()]
        assert ("Align left" in texts) == aligns
        assert ("Distribute horizontally" in texts) == distributes
