"""Tests of the window see the dressed application."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from desk import Desk
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnsim.data.prepare import prepare
from nnsim.document.project import Project
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.main_window import MainWindow
from tests.ui.small_project import small_project


@pytest.fixture
def dressed(qtbot) -> Iterator[None]:
    manager().use("dark")
    yield
    # What was closed goes first: a style sheet is given to every widget there is.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    manager().use("dark")


@pytest.fixture
def open_desk(qtbot, dressed: None) -> Iterator[Callable[..., Desk]]:
    """Return what opens a session (``window=True``: with a window), closed at the end."""
    desks: list[Desk] = []

    def open_one(project: Project | None = None, *, window: bool = False) -> Desk:
        desks.append(Desk(qtbot, project, window=window))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(open_desk) -> Desk:
    return open_desk()


@pytest.fixture
def window(qtbot: QtBot, dressed: None) -> Iterator[MainWindow]:
    """A window on a project that can train; its trainer is never started."""
    session = Session(small_project())
    made = MainWindow(session, Preferences())
    session.workspace.set_data(prepare(session.workspace.project.data))
    session.loading.load()
    yield made
    made.hide()
    if session.feed.viewers:  # else it was closed, and has let go of the session
        made.release()
    session.loading.stop()
    made.deleteLater()
