"""The doctor in a sitting: the run that is drawn, judged about once a second from what is known of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.examination import Examination, Examine
from nnsim.diagnosis.opinion import Opinion, opinion_of
from nnsim.diagnosis.patient import Patient
from nnsim.document.project import Project
from nnsim.training.messages import Diverged
from nnsim.training.picture import Asked
from nnsim.training.snapshot import Snapshot
from nnsim.ui.sitting.data_facts import DataFacts
from nnsim.ui.sitting.run_basis import RunBasis
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.sitting import Sitting

log = logging.getLogger(__name__)
EXAMINE = Examine()


class Ward:
    """Judges what is on the screen; a viewer of the feed that every window adds.

    Attributes
    ----------
    facts
        What data are like.

    Events
    ------
    changed()
        Another opinion, or what is behind it is new.
    """

    def __init__(self, sitting: Sitting, parent: QObject) -> None:
        self.changed: Event[[]] = Event()
        self._sitting = sitting
        self._patient = Patient()
        self._past = self._failed = False
        self.facts = DataFacts(parent)
        sitting.feed.news.changed.connect(self._on_state)
        sitting.feed.news.diverged.connect(self._on_divergence)
        sitting.workspace.resolved_changed.connect(self._say_at_once)
        sitting.workspace.project_changed.connect(self._on_project)
        self._say_at_once()

    def use_clock(self, clock: Callable[[], float]) -> None:
        """Take the time from somewhere else, and forget what was seen."""
        self._patient = Patient(clock)
        self._say_at_once()

    @property
    def opinion(self) -> Opinion:
        """What is said of what is on the screen."""
        if self._past:
            return _of_the_past()
        return _of_a_fault() if self._failed else self._patient.opinion

    @property
    def case(self) -> Case | None:
        """What was judged last; None while nothing was."""
        return self._patient.case

    # ---- a viewer of the feed --------------------------------------------------------------------

    def isVisible(self) -> bool:
        """Return True: a verdict is in sight wherever one is."""
        return True

    def wants(self) -> Iterable[Asked]:
        """Return a look into the network, about once a second."""
        state = self._sitting.feed.state
        if state is None or state.is_past or not self._patient.wants_look_into(state.step):
            return ()
        return (EXAMINE,)

    def show_frame(self) -> None:
        """Judge the run where it is time."""
        feed = self._sitting.feed.shown
        if feed.past_step is not None:
            return
        found = examination_in(feed.snapshot)
        if found is not None:
            self._patient.examine(found)
        version = self._version(feed)
        if self._patient.is_due(version, examinable=bool(feed.run)) and self._can_judge(feed):
            self._judge(feed, version)

    def clear(self) -> None:
        """Forget the run: another one is on the screen, or none."""
        self._patient.forget()
        self._failed = False
        self._say_at_once()

    # ---- inside ------------------------------------------------------------------------------

    def _version(self, feed: RunFeed) -> object:
        workspace = self._sitting.workspace
        reported = None if feed.history is None else feed.history.version
        return reported, feed.outcome, workspace.project.training, workspace.resolved

    def _can_judge(self, feed: RunFeed) -> bool:
        """Return whether the facts of the data are known, and the run is one of what is drawn."""
        workspace, network = self._sitting.workspace, self._sitting.network
        data = workspace.prepared
        if not self.facts.are_known(data):
            return False
        if not feed.run or data is None:
            return True
        return network.basis == RunBasis.loaded(workspace.resolved, workspace.project.training, data)

    def _judge(self, feed: RunFeed, version: object) -> None:
        workspace = self._sitting.workspace
        project = workspace.project
        try:
            self._patient.judge(
                project,
                workspace.resolved,
                workspace.prepared,
                course_of(feed, project),
                feed.divergence,
                version,
            )
            self._failed = False
        except Exception:
            log.exception("the doctor failed")
            self._failed = True
        self.changed.fire()

    def _say_at_once(self) -> None:
        """Say what is known of the drawing without having looked; a look follows."""
        workspace = self._sitting.workspace
        if self._patient.case is None or not self._patient.opinion.verdicts:
            case = Case(workspace.project, workspace.resolved)
            if self._sitting.feed.state is None or not self._sitting.feed.state.step:
                self._patient.opinion = opinion_of(case, ())
        self.changed.fire()

    def _on_state(self) -> None:
        feed = self._sitting.feed
        turned = self._patient.play(feed.playing)
        past, self._past = self._past, feed.past_step is not None
        if turned and self._patient.case is not None:
            self._patient.say(self._sitting.workspace.project.set_aside)
        if turned or past != self._past:
            self.changed.fire()

    def _on_divergence(self, _report: Diverged) -> None:
        feed = self._sitting.feed.shown
        if self._can_judge(feed):
            self._judge(feed, self._version(feed))

    def _on_project(self, old: Project, new: Project) -> None:
        if old.set_aside != new.set_aside:
            self._patient.say(new.set_aside)
            self.changed.fire()


def examination_in(snapshot: Snapshot | None) -> Examination | None:
    """Return what a look into a network found, if it is among some pictures of it."""
    return None if snapshot is None else snapshot.answer(EXAMINE)


def course_of(feed: RunFeed, project: Project) -> Course | None:
    """Return how a run has gone so far; None before its first step, and while nothing is known of it."""
    state, history = feed.state, feed.history
    if state is None or history is None:
        return None
    # A run that diverged stands at its last good weights again, perhaps its first: it has come further.
    step = state.step if feed.divergence is None else feed.divergence.step
    if not step:
        return None
    rate = project.training.learning_rate if state.rate is None else state.rate
    stopped = bool(feed.outcome) and not feed.diverged
    return Course(history, step, state.epoch, state.steps_per_epoch, rate, stopped)


def _of_the_past() -> Opinion:
    """Return what is said while one looks back."""
    text = tr(
        "Everything is shown as it was at an earlier step. The present is judged when you come back to it."
    )
    return Opinion("neutral", tr("Looking back"), text)


def _of_a_fault() -> Opinion:
    """Return what is said where an illness has a bug: training goes on."""
    return Opinion("neutral", tr("Not judged"), tr("It could not be judged; the log says why."))
