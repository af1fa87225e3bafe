"""Work of the window's thread in pieces: one a turn of the event loop, so that the window moves in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer


class Turns:
    """Does the newest list of pieces; what is left of an earlier one is not done any more.

    Attributes
    ----------
    is_busy
        Whether pieces are left.
    """

    def __init__(self, parent: QObject) -> None:
        self._left: list[Callable[[], object]] = []
        self._timer = QTimer(parent)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        return bool(self._left)

    def do(self, pieces: Sequence[Callable[[], object]], *, at_once: bool = False) -> None:
        """Do the first piece now and each other one in a turn of its own, or `at_once` all of them."""
        first, *self._left = pieces
        self._timer.start() if self._left and not at_once else self._timer.stop()
        first()
        if at_once:
            left, self._left = self._left, []
            for piece in left:
                piece()

    def drop(self) -> None:
        """Do nothing any more."""
        self._left = []
        self._timer.stop()

    def _go_on(self) -> None:
        if self._left:
            self._left.pop(0)()
        if not self._left:
            self._timer.stop()
