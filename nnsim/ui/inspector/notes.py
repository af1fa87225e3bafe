"""The notes on a project, as a person writes them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from nnsim.base.text import tr
from nnsim.document.examples import shown_notes
from nnsim.ui.look import fonts
from nnsim.ui.sitting.workspace import Workspace

_HEIGHT = 132


class Notes(QPlainTextEdit):
    """What is typed is part of the project at once, and one step of undo."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setPlaceholderText(tr("Notes on this project"))
        self.setAccessibleName(tr("Notes on this project"))
        self.setTabChangesFocus(True)
        self.setFixedHeight(fonts.grown(_HEIGHT))
        self.textChanged.connect(self._take)

    def refresh(self) -> None:
        """Show the notes of the project as they are now."""
        notes = shown_notes(self._workspace.project.notes)
        if self.toPlainText() != notes:
            with QSignalBlocker(self):
                self.setPlainText(notes)

    def _take(self) -> None:
        text = self.toPlainText()
        self._workspace.edit(tr("Notes"), lambda p: replace(p, notes=text), "notes")
