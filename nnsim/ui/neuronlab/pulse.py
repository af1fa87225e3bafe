"""A signal that runs once through a drawing, from what comes in to what comes out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QVariantAnimation
from PySide6.QtWidgets import QWidget

_TIME = 900
"""Milliseconds from end to end."""


class Pulse(QObject):
    """Tells `update` while the signal is on its way.

    Attributes
    ----------
    share
        How far it has come, 0 to 1; None while none runs.
    """

    def __init__(self, widget: QWidget, update: Callable[[], object]) -> None:
        super().__init__(widget)
        self.share: float | None = None
        self._update = update
        self._clock = QVariantAnimation(self)
        self._clock.setDuration(_TIME)
        self._clock.setStartValue(0.0)
        self._clock.setEndValue(1.0)
        self._clock.valueChanged.connect(self._move)
        self._clock.finished.connect(self.stop)

    def run(self) -> None:
        """Send a signal off, anew if one was under way."""
        if self._widget_is_seen():
            self._clock.stop()
            self._clock.start()

    def stop(self) -> None:
        """Let no signal run."""
        self._clock.stop()
        self.share = None
        self._update()

    def _widget_is_seen(self) -> bool:
        owner = self.parent()
        return isinstance(owner, QWidget) and owner.isVisible()

    def _move(self, share: float) -> None:
        self.share = share
        self._update()
