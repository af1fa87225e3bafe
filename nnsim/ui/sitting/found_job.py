"""One experiment, or one animal of the Zoo, at work in a thread: what it has found so far is always there."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.lab.experiment import Found
from nnsim.training.divergence import DivergedError
from nnsim.ui.sitting.beside import Job

log = logging.getLogger(__name__)


@dataclass(eq=False)
class FoundJob(Job):
    """Does its work until that is finished or cancelled.

    Attributes
    ----------
    key
        What it is called.
    finding
        Begins the work; yields everything found so far.
    found
        Everything found so far; None at the beginning.
    problem
        Why it could not be done, as a sentence.
    seconds
        How long it has been at work.
    """

    key: str
    finding: Callable[[], Iterator[Found]]
    found: Found | None = None
    problem: str = ""
    seconds: float = 0.0
    cancelled: bool = False

    def work(self) -> None:
        began = time.perf_counter()
        try:
            for found in self.finding():
                # What was shown when it was cancelled stays as it is.
                if self.cancelled:
                    return
                self.seconds = time.perf_counter() - began
                self.found = found
        except NnsimError as error:
            self.problem = str(error)
        except DivergedError as error:
            self.problem = error.sentence()
        except Exception:
            log.exception("%s failed", self.key)
            self.problem = tr("It could not be done; the log says why.")
        finally:
            self.seconds = time.perf_counter() - began
