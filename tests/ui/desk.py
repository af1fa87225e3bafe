"""A session with its autosave, and a window on it where that is wanted: real trainer, real files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.sitting.autosave import Autosave
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.files import Files
from nnsim.ui.window.main_window import MainWindow


def small_project(**training: object) -> Project:
    """Return two spirals for a network of one hidden layer, which trains in milliseconds."""
    graph, before = Graph(), ""
    for layer in (Input(), Dense(units=5, activation=Tanh()), Dense(units=1)):
        graph, id_ = edits.add(graph, layer, 0.0, 0.0)
        graph = edits.connect(graph, before, id_) if before else graph
        before = id_
    project = Project(graph)
    return replace(project, training=replace(project.training, **training))


class Desk:
    """One sitting; `said` and `told` are the sentences of the session."""

    def __init__(self, bot: QtBot, project: Project | None = None, *, window: bool = False) -> None:
        self.bot = bot
        self.session = Session(project or small_project())
        self.workspace = self.session.workspace
        self.autosave = Autosave(self.session)
        self.told: list[str] = []
        self.said: list[str] = []
        self.session.voice.told.connect(self.told.append)
        self.session.voice.complained.connect(self.said.append)
        self.window: MainWindow | None = None
        if window:
            self.window = MainWindow(self.session, Preferences())
        self._parent = QWidget()
        self.session.start()
        self.settle()

    @cached_property
    def files(self) -> Files:
        """What opens and saves: the window's, or the same without a window around it."""
        if self.window is not None:
            return self.window.desk.files
        return Files(self._parent, self.session, Preferences())

    def wait(self, condition: Callable[[], object]) -> None:
        """Let events happen until something is so; `waitUntil` of pytest-qt sleeps ten milliseconds a look."""
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline, "it did not come to be within ten seconds"
            self.bot.wait(1)

    def settle(self) -> None:
        """Wait until data are there, and the trainer has what can be trained."""
        session = self.session
        self.wait(lambda: not session.loader.is_busy and not session.loading.is_due)
        if self.workspace.resolved.can_train:
            session.loading.load()
            self.wait(lambda: session.feed.state is not None)

    def train(self, steps: int = 3) -> None:
        """Press Step so many times, and wait for the last one."""
        goal = self.session.feed.state.step + steps
        for _ in range(steps):
            self.session.step()
        self.wait(lambda: self.session.feed.state.step >= goal and not self.session.feed.playing)

    def edit_notes(self, text: str) -> None:
        self.workspace.edit("notes", lambda p: replace(p, notes=text))

    def number(self, key: str = "dense_1/W", index: tuple[int, ...] = (0, 0)) -> float:
        return self.session.trainer.number(self.session.run, key, index)[0]

    def arrays(self) -> dict[str, np.ndarray]:
        return dict(self.session.network.learned().arrays)

    def undo(self) -> None:
        self.workspace.undo_stack.undo()
        self.settle()

    def redo(self) -> None:
        self.workspace.undo_stack.redo()
        self.settle()

    def box(self) -> QMessageBox | None:
        """Return the question on the screen."""
        boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
        return boxes[-1] if boxes else None

    def click(self, words: str) -> None:
        """Answer the question on the screen by its button."""
        box = self.box()
        assert box is not None, "nothing is asked"
        button = next(b for b in box.buttons() if words in b.text().replace("&", ""))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait(lambda: not box.isVisible())

    def keep(self) -> None:
        """Write a recovery copy, to its end."""
        self.autosave.keep()
        self.wait(lambda: not self.autosave.is_writing)

    def copies(self) -> list[str]:
        folder = self.autosave.store.folder
        return sorted(p.name for p in folder.glob("*.nnsim")) if folder.exists() else []

    def close(self) -> None:
        box = self.box()
        if box is not None:
            box.close()
        if self.window is not None:
            self.window.release()
        self.autosave.close()
        assert self.session.close()
        if self.window is not None:
            self.window.deleteLater()
        self._parent.deleteLater()
        self.session.deleteLater()
