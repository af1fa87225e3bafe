"""Undo: commands that hold what was before and what is after.

Most hold two immutable projects. Weights are no part of a project, for training changes them all the
time; those that a person changed have commands of their own in the same history.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnsim.document.project import Project
from nnsim.ui.sitting.attic import Piece, Standing


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


class WeightCommand(QUndoCommand):
    """One number of a run that a person set; undoing it brings back that number alone.

    Steps that follow each other at one weight, with no training between, become one.

    Parameters
    ----------
    what
        What the list of edits says, such as ``Weight from x₁ to dense_1, unit 2: 0.5``.
    write
        Puts a number into an array of the run, at an index.
    place
        Array (key and shape) and index, and run and step at which it was set.
    undone
        Called with `what`, the old number, run and step after an undo.
    """

    _ID = 2

    def __init__(
        self,
        what: str,
        before: float,
        after: float,
        write: Callable[[Piece, tuple[int, ...], float], None],
        place: tuple[Piece, tuple[int, ...], int, int],
        undone: Callable[[str, float, int, int], None],
    ) -> None:
        super().__init__(what)
        self._before = before
        self._after = after
        self._write = write
        self._place = place
        self._undone = undone

    def redo(self) -> None:
        self._write(*self._place[:2], self._after)

    def undo(self) -> None:
        self._write(*self._place[:2], self._before)
        self._undone(self.text(), self._before, *self._place[2:])

    def id(self) -> int:
        return self._ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, WeightCommand) or other._place != self._place:
            return False
        self._after = other._after
        self.setText(other.text())
        self.setObsolete(self._after == self._before)
        return True


class StandingCommand(QUndoCommand):
    """Another place for the whole run to stand at: weights were loaded, or given up."""

    def __init__(
        self,
        label: str,
        before: Standing,
        after: Standing,
        apply: Callable[[Standing], None],
        undone: Callable[[str], None],
    ) -> None:
        super().__init__(label)
        self._before = before
        self._after = after
        self._apply = apply
        self._undone = undone

    def redo(self) -> None:
        self._apply(self._after)

    def undo(self) -> None:
        self._apply(self._before)
        self._undone(self.text())


class OneWayCommand(QUndoCommand):
    """Part of a step that does something only when that is made, and made again, or only when it is undone."""

    def __init__(
        self, label: str, *, done: Callable[[], None] | None = None, undone: Callable[[], None] | None = None
    ) -> None:
        super().__init__(label)
        self._done, self._undone = done, undone

    def redo(self) -> None:
        if self._done is not None:
            self._done()

    def undo(self) -> None:
        if self._undone is not None:
            self._undone()
