"""The experiments of a sitting: one at a time at work, and what came of each."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnsim.base.event import Event
from nnsim.lab.experiment import Experiment
from nnsim.lab.pictures import Pictures
from nnsim.ui.sitting.beside import Beside
from nnsim.ui.sitting.experiment_job import ExperimentJob


class Experimenting:
    """Runs experiments beside the window; the results of each stay until it is run again.

    Events
    ------
    changed(key)
        There is more, or the end, of the experiment called so.
    """

    def __init__(self, parent: QObject) -> None:
        self.changed: Event[[str]] = Event()
        self._jobs: dict[str, ExperimentJob] = {}
        self._beside: Beside[ExperimentJob] = Beside("nnsim experiment", parent)
        self._beside.finished.connect(self._tell)
        self._beside.waiting.connect(self._look)
        self._told: object = None

    def job_of(self, key: str) -> ExperimentJob | None:
        """Return what became of an experiment the last time it was run; None: it was not."""
        return self._jobs.get(key)

    @property
    def at_work(self) -> str:
        """Key of the experiment that is at work; empty: none is."""
        return "" if self._beside.job is None else self._beside.job.experiment.key

    def begin(self, experiment: Experiment, seed: int, pictures: Pictures) -> None:
        """Run an experiment; one that is at work is cancelled, and keeps what it has found."""
        self.cancel()
        job = ExperimentJob(experiment, seed, pictures)
        self._jobs[experiment.key] = job
        self._beside.begin(job)
        self.changed.fire(experiment.key)

    def cancel(self) -> None:
        """Let the one at work end after the piece it is at."""
        job = self._beside.job
        if job is not None:
            job.cancelled = True
            self._beside.drop()
            self.changed.fire(job.experiment.key)

    def _look(self, job: ExperimentJob) -> None:
        if job.found is not self._told:
            self._tell(job)

    def _tell(self, job: ExperimentJob) -> None:
        self._told = job.found
        self.changed.fire(job.experiment.key)
