"""Work beside the window, in a thread of its own: one job at a time, the newest wins; or one that is waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, QTimer

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
T = TypeVar("T")


def done_beside(work: Callable[[], T], name: str) -> T:
    """Do `work` in a thread called `name`, and return what it returns or raise what it raises.

    Until then the window is painted and training goes on, but keys and mouse wait.
    """
    found: list[T] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=run, name=name)
    loop, timer = QEventLoop(), QTimer()
    timer.setInterval(LOOK_EVERY_MS)
    timer.timeout.connect(lambda: None if thread.is_alive() else loop.quit())
    thread.start()
    timer.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    timer.stop()
    if failed:
        raise failed[0]
    return found[0]


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
        self._timer.timeout.connect(self._look)
        self._ended = QElapsedTimer()

    def begin(self, job: J, rest: int = 0) -> None:
        """Do `job` as soon as the window has shown what is to come; nobody waits for an earlier one.

        Parameters
        ----------
        rest
            Milliseconds that the window is to have to itself after the last job has ended.
        """
        self.job = job
        since = self._ended.elapsed() if self._ended.isValid() else rest
        self._timer.start(max(LOOK_EVERY_MS, rest - since))

    def drop(self) -> None:
        """Wait for nothing any more."""
        self.job = None
        self._timer.stop()

    def _look(self) -> None:
        job = self.job
        self._timer.setInterval(LOOK_EVERY_MS)
        if job is None:
            self._timer.stop()
        elif job.done:
            self.drop()
            self.finished.fire(job)
            self._ended.start()
        elif not job.begun:
            # Not at once: the window would be slow beside a busy thread.
            job.begun = True
            threading.Thread(target=job.run, name=self._name, daemon=True).start()
        else:
            self.waiting.fire(job)
