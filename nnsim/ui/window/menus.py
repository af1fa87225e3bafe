"""Menus made from the table of commands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from nnsim.base.text import language, languages, tr
from nnsim.document.examples import examples
from nnsim.ui.command import MENUS, Command, commands
from nnsim.ui.desk import Desk
from nnsim.ui.look.icons import icon
from nnsim.ui.widgets.style import wrapped


def make_actions(desk: Desk) -> dict[str, QAction]:
    """Return an action for every command, with its shortcuts active in the window."""
    window = desk.window
    actions: dict[str, QAction] = {}
    for command in commands:
        action = QAction(tr(command.title), window)
        if command.icon:
            action.setIcon(icon(command.icon))
        action.setShortcuts([QKeySequence(k) for k in command.shortcuts])
        action.setCheckable(command.checked is not None)
        action.setToolTip(tooltip(command))
        action.setStatusTip(tr(command.tip) or tr(command.title))
        action.triggered.connect(partial(_run, desk, command))
        window.addAction(action)
        actions[command.key] = action
    return actions


def tooltip(command: Command) -> str:
    """Return what a command does, with its keys."""
    what = tr(command.tip) or tr(command.title).rstrip("…")
    return f"{what} ({command.keys})" if command.keys else what


def _run(desk: Desk, command: Command, _checked: bool = False) -> None:
    if command.enabled is None or command.enabled(desk):
        command.run(desk)


def fill(menu: QMenu, desk: Desk, actions: Mapping[str, QAction]) -> None:
    """Fill the menu of a window: one submenu a theme, made when it opens."""
    for key, title in MENUS:
        submenu = menu.addMenu(tr(title))
        submenu.setToolTipsVisible(True)
        submenu.aboutToShow.connect(partial(_fill_one, submenu, key, desk, actions))


def _fill_one(menu: QMenu, key: str, desk: Desk, actions: Mapping[str, QAction]) -> None:
    menu.clear()
    section: int | None = None
    for command in commands:
        if command.menu != key:
            continue
        if section is not None and command.section != section:
            menu.addSeparator()
        section = command.section
        menu.addAction(_menu_action(menu, command, desk, actions[command.key]))
        if command.key == "open":
            _add_recent(menu, desk)
            _add_examples(menu, desk)
    if key == "view":
        _add_docks(menu, desk)
        _add_languages(menu, desk)


def _menu_action(menu: QMenu, command: Command, desk: Desk, action: QAction) -> QAction:
    """Return an entry of its own: one that is greyed here must not take the shortcut with it."""
    text = action.text() if command.detail is None else f"{action.text()} ({command.detail(desk)})"
    text = f"{text}\t{_shown(action, command)}" if command.keys else text
    shown = QAction(action.icon(), text, menu)
    shown.setEnabled(command.enabled is None or command.enabled(desk))
    shown.setToolTip(action.toolTip())
    shown.setStatusTip(action.statusTip())
    if command.checked is not None:
        shown.setCheckable(True)
        shown.setChecked(command.checked(desk))
        shown.setIconVisibleInMenu(False)  # the tick stands where the icon would
    shown.triggered.connect(action.trigger)
    return shown


def _shown(action: QAction, command: Command) -> str:
    keys = action.shortcuts()
    return keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else command.shown_keys


def _add_recent(menu: QMenu, desk: Desk) -> None:
    recent = menu.addMenu(tr("Open recent"))
    for path in desk.preferences.recent_files():
        action = recent.addAction(path.name)
        action.setToolTip(str(path))
        action.triggered.connect(partial(lambda p, _checked=False: desk.files.open(p), path))
    recent.setEnabled(not recent.isEmpty())


def _add_examples(menu: QMenu, desk: Desk) -> None:
    submenu = menu.addMenu(icon("lab"), tr("Open an example"))
    submenu.setToolTipsVisible(True)
    for example in examples():
        action = submenu.addAction(tr(example.title))
        action.setToolTip(wrapped(tr(example.summary)))
        action.triggered.connect(partial(lambda e, _checked=False: desk.files.open_example(e), example))


def _add_docks(menu: QMenu, desk: Desk) -> None:
    menu.addSeparator()
    for key, dock in desk.docks.items():
        if key != "layers":  # which has a command of its own
            menu.addAction(dock.toggleViewAction())


def _add_languages(menu: QMenu, desk: Desk) -> None:
    menu.addSeparator()
    submenu = menu.addMenu(icon("globe"), tr("Language"))
    group = QActionGroup(submenu)
    for code, name in languages():
        action = submenu.addAction(name)
        action.setCheckable(True)
        action.setChecked(code == language())
        action.triggered.connect(partial(lambda c, _checked=False: desk.looks.use_language(c), code))
        group.addAction(action)
