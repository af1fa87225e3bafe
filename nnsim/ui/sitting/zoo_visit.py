"""The Zoo of a sitting: what became of each animal, all of them one after another, and which one is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject

from nnsim.base.event import Event
from nnsim.document.project import Project
from nnsim.ui.sitting.found_jobs import FoundJobs
from nnsim.zoo.animal import Raised, animals
from nnsim.zoo.outcome import ZooOutcome


class ZooVisit:
    """Animals that are raised beside the window.

    Attributes
    ----------
    jobs
        One at a time at work.
    open_animal
        Key of the animal whose project was opened from the Zoo and is still open; empty: none.

    chosen
        Key of the animal that is looked at; empty: nobody has chosen one.

    Events
    ------
    round_changed()
        All of them are being raised, or no longer are.
    open_changed()
        `open_animal` is another.
    """

    def __init__(self, parent: QObject) -> None:
        self.round_changed: Event[[]] = Event()
        self.open_changed: Event[[]] = Event()
        self.jobs = FoundJobs("nnsim zoo", parent)
        self.jobs.ended.connect(self._next)
        self.open_animal = ""
        self.chosen = ""
        self._expected: tuple[str, Project] | None = None
        self._seed = 0
        self._seeds: dict[str, int] = {}
        """From which each was raised last."""
        self._left: tuple[str, ...] = ()
        self._round: tuple[str, ...] = ()

    # ---- raising -----------------------------------------------------------------------------

    def raise_one(self, key: str, seed: int) -> None:
        """Raise an animal from its first weights; a round of all of them ends."""
        self._end_round()
        self._begin(key, seed)

    def raise_all(self, keys: Sequence[str], seed: int) -> None:
        """Raise several, one after another."""
        self._round = self._left = tuple(keys)
        self._seed = seed
        self.round_changed.fire()
        self._next("")

    def cancel(self) -> None:
        """Let the one at work, and a round, end."""
        self._end_round()
        self.jobs.cancel()

    @property
    def on_round(self) -> tuple[int, int] | None:
        """How many of a round are done, and how many there are; None while there is no round."""
        if not self._round:
            return None
        return len(self._round) - len(self._left) - bool(self.jobs.at_work), len(self._round)

    def outcomes(self) -> list[ZooOutcome]:
        """Return what became of those that came to their end or could not, in the order of the chart."""
        found = []
        for kind in animals:
            job = self.jobs.job_of(kind.key)
            raised = job.found if job is not None and isinstance(job.found, Raised) else Raised(0.0)
            if job is not None and (raised.finished or job.problem):
                found.append(ZooOutcome(kind(), self._seeds[kind.key], raised, job.seconds, job.problem))
        return found

    # ---- the open one ------------------------------------------------------------------------

    def expect(self, key: str, project: Project) -> None:
        """Take note that `project`, of an animal, is to be opened; whoever is asked about unsaved work may say no."""
        self._expected = key, project

    def project_opened(self, project: Project) -> None:
        """Take note that a project has been opened: that of the animal which was expected, or another."""
        expected, self._expected = self._expected, None
        self.open_animal = expected[0] if expected is not None and expected[1] == project else ""
        self.open_changed.fire()

    # ---- inside ------------------------------------------------------------------------------

    def _begin(self, key: str, seed: int) -> None:
        self._seeds[key] = seed
        self.jobs.begin(key, partial(animals[key]().raise_from, seed))

    def _next(self, _ended: str) -> None:
        if not self._round:
            return
        if not self._left:
            self._end_round()
            return
        key, *rest = self._left
        self._left = tuple(rest)
        self._begin(key, self._seed)
        self.round_changed.fire()

    def _end_round(self) -> None:
        if self._round:
            self._round = self._left = ()
            self.round_changed.fire()
