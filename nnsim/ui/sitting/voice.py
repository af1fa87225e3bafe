"""What a sitting says to whoever listens: the window, tests, a log."""

from __future__ import annotations

from collections.abc import Callable

from nnsim.base.event import Event
from nnsim.document.resolve import Problem, Resolved


class Voice:
    """Sentences of the sitting.

    Events
    ------
    told(text)
        A sentence worth a line: saved, loaded, done.
    complained(text)
        A sentence that says what cannot be, and what to do.
    offered(text, action, act)
        A sentence about something that could be better: the words of a button, and what it does.
    refused(problem)
        What keeps the network from training, when somebody asked it to.
    """

    def __init__(self) -> None:
        self.told: Event[[str]] = Event()
        self.complained: Event[[str]] = Event()
        self.offered: Event[[str, str, Callable[[], object]]] = Event()
        self.refused: Event[[Problem]] = Event()

    def say_why_not(self, resolved: Resolved) -> None:
        """Say what keeps the network from training."""
        if resolved.errors:
            self.refused.fire(resolved.errors[0])
