"""The gate between the trainer and a window that paints."""

from __future__ import annotations

import threading
import time


class PaintGate:
    """Closed by a window while it paints, so that the trainer does not fight it for the interpreter."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self.waited = 0.0
        """Seconds that the trainer has waited here, in all."""

    def close(self) -> None:
        """Ask the trainer to wait before its next step."""
        self._open.clear()

    def open(self) -> None:
        """Let it go on."""
        self._open.set()

    def pass_through(self) -> None:
        """Wait while the gate is closed, but never long: a forgotten gate must not stop training."""
        if not self._open.is_set():
            start = time.perf_counter()
            self._open.wait(0.1)
            self.waited += time.perf_counter() - start
