"""Values tried out one after another: a slider is dragged, and the training follows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QTimer

from nnsim.document.project import Project
from nnsim.ui.sitting.sitting import Sitting

LOOK_EVERY_MS = 25
PATIENCE = 250
"""Milliseconds that a value waits for a picture of the one before."""
REST = 500
"""Milliseconds without another value after which the last one is taken for chosen."""


class Trying:
    """Takes values as fast as training can follow and be seen; those that are overtaken meanwhile are left out.

    All values of one go are one step in the history of edits, and of the runs begun for them only the last
    stays: neither the table of runs nor what waits of earlier weights is flooded by a drag.

    Parameters
    ----------
    is_behind
        Whether training has not yet followed the last edit.
    """

    def __init__(self, sitting: Sitting, is_behind: Callable[[], bool]) -> None:
        self._sitting = sitting
        self._is_behind = is_behind
        self._next: Callable[[], object] | None = None
        self._is_held: Callable[[], bool] = bool
        self._is_taking = False
        self._since = QElapsedTimer()
        self._timer = QTimer(sitting.feed)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        sitting.workspace.project_changed.connect(self._on_project)

    @property
    def is_under_way(self) -> bool:
        """Whether values are being tried out."""
        return self._sitting.tried.is_on

    def offer(self, take: Callable[[], object], is_held: Callable[[], bool]) -> None:
        """Call `take`, an edit, as soon as training has followed the one before, unless another one is offered.

        Parameters
        ----------
        is_held
            Whether the hand is still at it: there may be more to come, however long it rests.
        """
        if not self.is_under_way:
            self._sitting.workspace.steps.begin_chapter()
            self._sitting.tried.begin()
            self._since.invalidate()
        self._next, self._is_held = take, is_held
        if not self._timer.isActive():
            self._timer.start()
        if self._is_seen():
            self._take()

    def _is_seen(self) -> bool:
        """Return whether training has followed the last value, and a picture of it has come or none comes in time."""
        if self._is_behind():
            return False
        waited = not self._since.isValid() or self._since.hasExpired(PATIENCE)
        return waited or self._sitting.feed.snapshot is not None

    def _look(self) -> None:
        if not self._is_seen():
            return
        if self._next is not None:
            self._take()
        elif self._since.elapsed() >= REST and not self._is_held():
            self.end()

    def settle(self) -> None:
        """Take what waits at once, for chosen: the hand that offered it, or its slider, is about to go."""
        if self.is_under_way or self._next is not None:
            self._take()
            self.end()

    def end(self) -> None:
        """Take the last value for chosen."""
        self._next, self._is_held = None, bool
        self._timer.stop()
        self._sitting.tried.end()
        # The same setting changed elsewhere later is another step.
        self._sitting.workspace.steps.begin_chapter()

    def _take(self) -> None:
        take, self._next = self._next, None
        if take is None:
            return
        self._since.start()
        self._is_taking = True
        try:
            take()
        finally:
            self._is_taking = False

    def _on_project(self, old: Project, new: Project) -> None:
        if not self.is_under_way or self._is_taking or old is new:
            return
        if old.data != new.data or not self._sitting.workspace.steps.is_editing:
            # Undo, or another project: what waits is of data that are not there any more.
            self.end()
        else:
            # An edit of something else: the run it leads to must not give way to a value that still waits.
            self._sitting.tried.end()
