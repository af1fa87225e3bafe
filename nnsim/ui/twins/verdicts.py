"""How the run that is drawn goes, and how each of its twins does."""

from __future__ import annotations

import time
from collections.abc import Callable

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.opinion import Opinion, opinion_of
from nnsim.diagnosis.patient import Patient
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.session import Session
from nnsim.ui.sitting.twin_group import Twin
from nnsim.ui.sitting.ward import EXAMINE, course_of, examination_in


class Verdicts:
    """Judges the runs of a comparison again and again while they go, each as often as the window judges its own."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        self._session = session
        self._clock = clock
        self._known: dict[int, Patient] = {}
        self._histories: dict[int, object] = {}

    def of_drawn(self) -> Opinion:
        """Return what is said of the run that is drawn."""
        return self._session.labs.ward.opinion

    def of_twin(self, number: int) -> Opinion:
        """Return what is said of the twin whose run has this number."""
        twin = next(twin for twin in self._session.twins if twin.number == number)
        entry = self._session.runs[number]
        feed = entry.feed
        if feed.past_step is not None:
            return Opinion("neutral", tr("Looking back"))
        if feed.history is None and feed.outcome:
            return Opinion("bad", tr("Cannot be trained"), feed.outcome)
        if number not in self._known or self._histories[number] is not feed.history:
            # It is compared for the first time, or has begun anew.
            self._known[number], self._histories[number] = Patient(self._clock), feed.history
        return self._judged(self._known[number], twin, entry)

    def forget_others(self) -> None:
        """Let go of what is known of runs that are compared no more."""
        kept = set(self._session.twins.numbers)
        self._known = {number: known for number, known in self._known.items() if number in kept}

    def _judged(self, patient: Patient, twin: Twin, entry: RunEntry) -> Opinion:
        feed, project = entry.feed, entry.project
        turned = patient.play(feed.playing)
        found = examination_in(feed.snapshot)
        if found is not None:
            patient.examine(found)
        step = 0 if feed.state is None else feed.state.step
        if (found is None or found.step != step) and patient.wants_look_into(step):
            # Of the runs that are not on the screen nobody else wants a picture.
            self._session.trainer.mailbox.ask(entry.number, (EXAMINE,))
        version = None if feed.history is None else feed.history.version, feed.outcome, project.training
        if patient.is_due(version) and self._session.labs.ward.facts.are_known(twin.data):
            course = course_of(feed, project)
            return patient.judge(project, twin.resolved, twin.data, course, feed.divergence, version)
        if patient.case is None:
            return opinion_of(Case(project, twin.resolved), ())
        return patient.say(project.set_aside) if turned else patient.opinion
