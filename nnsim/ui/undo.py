"""Undo: one command class that holds two immutable projects."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnsim.document.project import Project


class ProjectCommand(QUndoCommand):
    """One step in the history: the project before and after it.

    Steps that follow each other with the same non-empty `merge_key` become one, so that a spin box
    turned from 8 to 11 is one entry.
    """

    _ID = 1

    def __init__(
        self,
        label: str,
        before: Project,
        after: Project,
        apply: Callable[[Project], None],
        merge_key: str = "",
    ) -> None:
        super().__init__(label)
        self._before = before
        self._after = after
        self._apply = apply
        self._merge_key = merge_key

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)

    def id(self) -> int:
        return self._ID if self._merge_key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, ProjectCommand) or other._merge_key != self._merge_key:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True
