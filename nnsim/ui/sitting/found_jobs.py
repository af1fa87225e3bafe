"""Experiments or animals of a sitting: one at a time at work, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject

from nnsim.base.event import Event
from nnsim.lab.experiment import Found
from nnsim.ui.sitting.beside import Beside
from nnsim.ui.sitting.found_job import FoundJob


class FoundJobs:
    """Runs them beside the window; the results of each stay until it is run again.

    Parameters
    ----------
    name
        Of the threads they work in.

    Events
    ------
    changed(key)
        There is more, or the end, of what is called so.
    ended(key)
        It has come to its end by itself; `changed` was fired.
    """

    def __init__(self, name: str, parent: QObject) -> None:
        self.changed: Event[[str]] = Event()
        self.ended: Event[[str]] = Event()
        self._jobs: dict[str, FoundJob] = {}
        self._beside: Beside[FoundJob] = Beside(name, parent)
        self._beside.finished.connect(self._finish)
        self._beside.waiting.connect(self._look)
        self._told: object = None

    def job_of(self, key: str) -> FoundJob | None:
        """Return what became of one the last time it was run; None: it was not."""
        return self._jobs.get(key)

    @property
    def at_work(self) -> str:
        """Key of the one that is at work; empty: none is."""
        return "" if self._beside.job is None else self._beside.job.key

    def begin(self, key: str, finding: Callable[[], Iterator[Found]]) -> None:
        """Run one; another that is at work is cancelled, and keeps what it has found."""
        self.cancel()
        job = FoundJob(key, finding)
        self._jobs[key] = job
        self._beside.begin(job)
        self.changed.fire(key)

    def cancel(self) -> None:
        """Let the one at work end after the piece it is at."""
        job = self._beside.job
        if job is not None:
            job.cancelled = True
            self._beside.drop()
            self.changed.fire(job.key)

    def _look(self, job: FoundJob) -> None:
        if job.found is not self._told:
            self._tell(job)

    def _tell(self, job: FoundJob) -> None:
        self._told = job.found
        self.changed.fire(job.key)

    def _finish(self, job: FoundJob) -> None:
        self._tell(job)
        self.ended.fire(job.key)
