"""Ctrl+C that is noticed, and does not end the program at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def polite_interrupt() -> Iterator[Callable[[], bool]]:
    """Give a function that tells whether Ctrl+C was pressed; a second time it ends the program."""
    pressed = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(number, before[number])

    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    before = {int(n): signal.signal(n, on_signal) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield pressed.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
