"""What a window does while it trains: turns of the event loop, frames, the paint gate."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QWidget

from nnsim.training.gate import PaintGate

BEAT = 5
"""Milliseconds between two beats of the watch."""


def let_run(seconds: float, until: Callable[[], bool] | None = None) -> bool:
    """Run the event loop for so long, or until something is so; return whether it came to be."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    if until is None:
        loop.exec()
        return True
    look = QTimer()
    look.timeout.connect(lambda: loop.quit() if until() else None)
    look.start(2)
    loop.exec()
    look.stop()
    return until()


def dispose(window: QWidget) -> None:
    """Let go of a window now: Qt must not find one when the interpreter is gone."""
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Watch:
    """Measures turns of the event loop, frames drawn, and how long the gate is closed."""

    def __init__(self, gate: PaintGate) -> None:
        self._gate = gate
        self._beats: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._beats.append(time.perf_counter()))
        self._close, self._open = gate.close, gate.open
        self._closed_at: float | None = None
        self.closed = 0.0
        self.frames = 0
        self.seconds = 0.0
        gate.close = self._on_close  # type: ignore[method-assign]
        gate.open = self._on_open  # type: ignore[method-assign]

    def _on_close(self) -> None:
        self.frames += 1
        self._closed_at = self._closed_at or time.perf_counter()
        self._close()

    def _on_open(self) -> None:
        self._open()
        if self._closed_at is not None:
            self.closed += time.perf_counter() - self._closed_at
            self._closed_at = None

    def during(self, seconds: float) -> None:
        """Watch for so long."""
        self.begin()
        let_run(seconds)
        self.end()

    def begin(self) -> None:
        """Watch from here on."""
        self.closed, self.frames, self._closed_at = 0.0, 0, None
        self._beats = [time.perf_counter()]
        self._timer.start(BEAT)

    def end(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._beats.append(time.perf_counter())
        self.seconds = self._beats[-1] - self._beats[0]

    @property
    def gaps(self) -> np.ndarray:
        """Milliseconds between two turns in which the beat was heard."""
        return 1e3 * np.diff(self._beats)

    def release(self) -> None:
        """Leave the gate as it was."""
        del self._gate.close, self._gate.open
