"""Work beside the window: one job at a time in a thread of its own, the newest wins."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from nnsim.base.event import Event

LOOK_EVERY_MS = 15


@dataclass(eq=False, kw_only=True)
class Job:
    """Something to be done; what comes of it is kept in fields of its own."""

    begun: bool = False
    done: bool = False

    def work(self) -> None:
        """Do it, in the thread, and keep what comes of it; must not raise."""
        raise NotImplementedError

    def run(self) -> None:
        """Do it, and note that it is done."""
        try:
            self.work()
        finally:
            self.done = True


J = TypeVar("J", bound=Job)


class Beside(Generic[J]):
    """Does one job after another.

    Attributes
    ----------
    job
        The one that is waited for; None while there is none.

    Events
    ------
    finished(job), waiting(job)
        In the window's thread: it is done, or it is still at work.
    """

    def __init__(self, name: str, parent: QObject) -> None:
        self.finished: Event[[J]] = Event()
        self.waiting: Event[[J]] = Event()
        self.job: J | None = None
        self._name = name
        self._timer = QTimer(parent)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def begin(self, job: J) -> None:
        """Do `job` as soon as the window has shown what is to come; nobody waits for an earlier one."""
        self.job = job
        self._timer.start()

    def drop(self) -> None:
        """Wait for nothing any more."""
        self.job = None
        self._timer.stop()

    def _look(self) -> None:
        job = self.job
        if job is None:
            self._timer.stop()
        elif job.done:
            self.drop()
            self.finished.fire(job)
        elif not job.begun:
            # Not at once: the window would be slow beside a busy thread.
            job.begun = True
            threading.Thread(target=job.run, name=self._name, daemon=True).start()
        else:
            self.waiting.fire(job)
