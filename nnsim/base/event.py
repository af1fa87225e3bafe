"""A plain observer: one thing happens, many listen. Same thread, in order of connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Event(Generic[P]):
    """Something that can happen.

    Listeners are called in the order they connected, in the thread that fires. A listener that
    connects or leaves while the event fires does not disturb the round under way.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[P, object]] = []

    def connect(self, listener: Callable[P, object]) -> Callable[[], None]:
        """Call `listener` at every firing; the returned function ends that."""
        self._listeners.append(listener)

        def disconnect() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return disconnect

    def fire(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            listener(*args, **kwargs)
