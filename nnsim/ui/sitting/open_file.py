"""The user's file of the open project: which one it is, and what is not in it yet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QUndoStack

from nnsim.base.event import Event
from nnsim.document.file_state import FileState
from nnsim.document.pace import Pace


class OpenFile:
    """The file that the open project stands in, or none.

    What closing would lose is told by three things: edits in the history, what training has
    learned, and the pace.

    Attributes
    ----------
    state
        The file, and what stood in it when it was read or written last; None: there is none yet.

    Events
    ------
    changed()
        When the file's name or the unsaved mark changed.
    """

    def __init__(self, edits: QUndoStack, pace: Pace) -> None:
        self.changed: Event[[]] = Event()
        self.state: FileState | None = None
        self._edits = edits
        self._pace = pace
        self._has_learned = self._was_trained = False
        self._learns_again = False
        edits.cleanChanged.connect(lambda _clean: self.changed.fire())

    @property
    def path(self) -> Path | None:
        """Where the file is; None while the project was never saved."""
        return self.state.path if self.state is not None else None

    def lacks_something(self, pace: Pace) -> bool:
        """Return whether a project that is trained at `pace` now has something that the file has not."""
        learned = self._was_trained and not self._learns_again
        return learned or self._has_learned or pace != self._pace or not self._edits.isClean()

    def opened(self, state: FileState | None, pace: Pace) -> None:
        """Remember the file of another project, which is about to be put in the place of this one."""
        self.state, self._pace = state, pace
        self._has_learned = self._was_trained = self._learns_again = False

    def saved_as(self, state: FileState, pace: Pace) -> None:
        """Remember that the project as it is now stands in `state`."""
        self.opened(state, pace)
        self._edits.setClean()
        self.changed.fire()

    def let_learn_again(self) -> None:
        """Take what training alone has learned for no loss: the project is at hand as it is, and learns the same again.

        Until it is saved, or another project is opened.
        """
        self._learns_again = True
        self.changed.fire()

    def note_training(self) -> None:
        """Remember that training alone has changed weights since the last save."""
        if not self._was_trained:
            self._was_trained = True
            self.changed.fire()

    def note_learning(self) -> None:
        """Remember that weights are others than training alone would make them: a run was forked, or recovered."""
        if not self._has_learned:
            self._has_learned = True
            self.changed.fire()
