"""Edits on their way into the history: which of them become one step, and whether one is being made."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoStack

from nnsim.document.project import Project
from nnsim.ui.sitting.undo import ProjectCommand


class EditSteps:
    """Puts edits into the history, in chapters: edits of two chapters never become one step."""

    def __init__(self, stack: QUndoStack) -> None:
        self._stack = stack
        self._chapter = 0
        self._is_editing = False

    @property
    def is_editing(self) -> bool:
        """Whether a change under way is a new edit, and no undo or redo of an earlier one."""
        return self._is_editing

    def begin_chapter(self) -> None:
        """Let the next edit be a step of its own: Undo must lead back to what is trained now."""
        self._chapter += 1

    def push(
        self, label: str, before: Project, after: Project, apply: Callable[[Project], None], merge_key: str
    ) -> None:
        """Make an edit with `apply`, as a step of its own or as part of the last one with this key."""
        key = f"{merge_key} {self._chapter}" if merge_key else ""
        self._is_editing = True
        try:
            self._stack.push(ProjectCommand(label, before, after, apply, key))
        finally:
            self._is_editing = False
