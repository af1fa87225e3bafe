"""One experiment at work in a thread: what it has found so far is always there."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.lab.experiment import Experiment, Found
from nnsim.lab.pictures import Pictures
from nnsim.ui.sitting.beside import Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class ExperimentJob(Job):
    """Runs an experiment until it is finished or cancelled.

    Attributes
    ----------
    found
        Everything found so far; None at the beginning.
    problem
        Why it could not be done, as a sentence.
    seconds
        How long it has been at work.
    """

    experiment: Experiment
    seed: int
    pictures: Pictures
    found: Found | None = None
    problem: str = ""
    seconds: float = 0.0
    cancelled: bool = False

    def work(self) -> None:
        began = time.perf_counter()
        try:
            for found in self.experiment.run(self.seed, self.pictures):
                # What was shown when it was cancelled stays as it is.
                if self.cancelled:
                    return
                self.found, self.seconds = found, time.perf_counter() - began
        except NnsimError as error:
            self.problem = str(error)
        except Exception:
            log.exception("experiment %s failed", self.experiment.key)
            self.problem = tr("The experiment could not be done; the log says why.")
