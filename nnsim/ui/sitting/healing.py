"""Cures of a sitting: tried on twins beside the window, accepted as one edit, or laid beside the drawn run."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.trial import Treatment, Trial, treat
from nnsim.document.project import Project
from nnsim.document.repair import Repair
from nnsim.training.gate import PaintGate
from nnsim.ui.sitting.beside import Beside, Job
from nnsim.ui.sitting.mending import Mending
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.twins import Twins
from nnsim.ui.sitting.ward import Ward

log = logging.getLogger(__name__)
SHARE, ALONE = 0.3, 0.8
"""Of the time of their thread, what cures have while the run on the screen trains, and while it rests."""
TURN = 0.004
"""Seconds of work between two rests: shorter ones are as long as the system has them."""
SECONDS = 75.0
"""How long all cures may take together."""


class Breather:
    """Rests between pieces of work, so that a window and a run beside it go on.

    Parameters
    ----------
    share
        Returns what share of the time may be worked now.
    gate
        Closed while a window paints.
    ended
        Set when nobody waits for the work any more: then there is no rest either.
    """

    def __init__(self, share: Callable[[], float], gate: PaintGate, ended: threading.Event) -> None:
        self._share, self._gate, self._ended = share, gate, ended
        self._since = time.perf_counter()

    def rest(self) -> None:
        """Rest as long as is due after what was worked since the last time."""
        worked = time.perf_counter() - self._since
        if worked < TURN:
            return
        share = self._share()
        self._ended.wait(worked * (1 - share) / share)
        if not self._ended.is_set():
            self._gate.pass_through()
        self._since = time.perf_counter()


@dataclass(eq=False)
class _Work(Job):
    """Cures being tried."""

    case: Case
    verdicts: tuple[Verdict, ...]
    share: Callable[[], float]
    gate: PaintGate
    ended: threading.Event = field(default_factory=threading.Event)
    treatment: Treatment = field(default_factory=Treatment)
    problem: str = ""

    def work(self) -> None:
        breather = Breather(self.share, self.gate, self.ended)
        try:
            for found in treat(
                self.case, self.verdicts, seconds=SECONDS, pause=breather.rest, stop=self.ended.is_set
            ):
                # What was shown when it was ended stays as it is.
                if self.ended.is_set():
                    return
                self.treatment = found
        except NnsimError as error:
            self.problem = str(error)
        except Exception:
            log.exception("cures could not be tried")
            self.problem = tr("The cures could not be tried; the log says why.")


class Healing:
    """Tries the cures of what the doctor found.

    Events
    ------
    changed()
        Work has begun or ended, there is more to see, or it is of another project than the one that is open.
    """

    def __init__(self, sitting: Sitting, ward: Ward, mending: Mending, twins: Twins, parent: QObject) -> None:
        self.changed: Event[[]] = Event()
        self._sitting, self._ward, self._mending, self._twins = sitting, ward, mending, twins
        self._last: _Work | None = None
        self._told: object = None
        self._beside: Beside[_Work] = Beside("nnsim cures", parent)
        self._beside.waiting.connect(self._look)
        self._beside.finished.connect(lambda _work: self.changed.fire())
        sitting.workspace.project_changed.connect(self._on_project)

    @property
    def is_at_work(self) -> bool:
        """Whether cures are being tried."""
        return self._beside.job is not None

    @property
    def treatment(self) -> Treatment | None:
        """What was tried of the project that is open; None: nothing was."""
        return None if self._of_this is None else self._of_this.treatment

    @property
    def case(self) -> Case | None:
        """What the cures were tried for."""
        return None if self._of_this is None else self._of_this.case

    @property
    def problem(self) -> str:
        """Why none could be tried, a sentence; empty: they could."""
        return "" if self._of_this is None else self._of_this.problem

    def begin(self) -> None:
        """Try the cures of everything that is found now; what is being tried ends."""
        self.cancel()
        case, verdicts = self._ward.case, self._ward.opinion.verdicts
        if not verdicts:
            self._sitting.voice.told.fire(tr("Nothing was found that is wrong with it."))
            return
        if case.course is not None:
            # The window goes on to add to the history.
            case = replace(case, course=replace(case.course, history=case.course.history.copy()))
        self._last = _Work(case, verdicts, self._share, self._sitting.trainer.gate)
        self._beside.begin(self._last)
        self.changed.fire()

    def cancel(self) -> None:
        """Let what is being tried end at once; what it found stays."""
        job = self._beside.job
        if job is not None:
            job.ended.set()
            self._beside.drop()
            self.changed.fire()

    def accept(self, trial: Trial) -> None:
        """Make a cure an edit of the project that can be undone; the run goes on with it, or begins anew."""
        self.cancel()
        self._mending.cure(repair_of(trial), anew=trial.begins_anew)

    def compare(self, trial: Trial) -> None:
        """Let a twin with the cure train beside what is drawn."""
        self._twins.try_out(repair_of(trial))

    # ---- inside ------------------------------------------------------------------------------

    @property
    def _of_this(self) -> _Work | None:
        """What was tried last, where it was of the project as it is now: also after an edit was undone."""
        work = self._last
        is_of_this = work is not None and is_alike(work.case.project, self._sitting.workspace.project)
        return work if is_of_this else None

    def _share(self) -> float:
        return SHARE if self._sitting.feed.playing else ALONE

    def _look(self, work: _Work) -> None:
        if work.treatment is not self._told:
            self._told = work.treatment
            self.changed.fire()

    def _on_project(self, _old: Project, new: Project) -> None:
        work = self._last
        if work is None:
            return
        if self.is_at_work and not is_alike(work.case.project, new):
            self.cancel()
        self.changed.fire()


def is_alike(one: Project, other: Project) -> bool:
    """Return whether two projects train alike, whatever else is kept with them."""
    return (one.graph, one.data, one.training) == (other.graph, other.data, other.training)


def repair_of(trial: Trial) -> Repair:
    """Return what was tried as one edit."""

    def change(project: Project) -> Project:
        for prescription in trial.prescriptions:
            project = prescription.applied(project)
        return project

    return Repair(trial.label, change)
