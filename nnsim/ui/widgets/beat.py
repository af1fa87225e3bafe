"""What changes in every frame is shown as often as a person can read it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

TEXTS_MS = 200
"""Milliseconds from one text to the next that stands at the same place."""


class Beat(QObject):
    """Does something when it is asked to, but rests after each time; the last wish is always fulfilled.

    Parameters
    ----------
    milliseconds
        How long it rests.
    act
        What it does.
    """

    def __init__(self, milliseconds: int, act: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._act = act
        self._owed = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(milliseconds)
        self._rest.timeout.connect(self._after_rest)

    def ask(self, *, at_once: bool = False) -> None:
        """Do it now, or after the rest; `at_once`: now, whatever was done just before."""
        if self._rest.isActive() and not at_once:
            self._owed = True
        else:
            self._do()

    def _after_rest(self) -> None:
        if self._owed:
            self._do()

    def _do(self) -> None:
        self._owed = False
        self._rest.start()
        self._act()
