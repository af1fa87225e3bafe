"""A run that somebody else trains: when it is judged, and what stays known of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.examination import Examination, Examine
from nnsim.diagnosis.illness import Illness
from nnsim.diagnosis.patient import FIRST_LOOKS, LOOK_EVERY, PATIENCE, Patient
from nnsim.diagnosis.sign import FOR_CERTAIN, Sign
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.training.history import History
from nnsim.training.run import Run
from nnsim.training.scene import scene_of
from tests.builders import chain, examples, meaning, start

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
DATA: Prepared = examples(X, (X[:, 0] > 0).astype(int), 2)
DRAWING = chain(Dense(4, Tanh()), Dense(1))


class Always(Illness):
    """Found whenever anybody asks."""

    key = "always_there"
    title = "Always"
    summary = "Two sentences."
    group = "step"

    def signs(self, case: Case) -> Iterator[Sign]:
        yield Sign("a", "1", "0", FOR_CERTAIN, text="It is there.")


class Followed:
    """A patient, its clock and its run."""

    def __init__(self) -> None:
        self.now = 0.0
        self.patient = Patient(lambda: self.now)
        self.run: Run = start(DRAWING, DATA, learning_rate=0.1)
        self.history = History(self.run.unreported.columns, self.run.watch.evaluator.metrics)
        self.resolved = meaning(DRAWING, DATA)
        self.project = Project(DRAWING)

    def examined(self) -> Examination:
        found = Examine().take(scene_of(self.run))
        assert found is not None
        self.patient.examine(found)
        return found

    def train(self, steps: int) -> None:
        end = self.run.step + steps
        while self.run.step < end:
            self.run.advance(end - self.run.step)
            self.history.add_points(self.run.take_points())
        self.history.add_evaluation(self.run.evaluate())

    def judge(self, version: object = None):
        course = None
        if self.run.step:
            course = Course(self.history, self.run.step, self.run.epoch, 4, 0.1)
        return self.patient.judge(self.project, self.resolved, DATA, course, version=version)


@pytest.fixture
def followed() -> Followed:
    return Followed()


class OnlyOne:
    """A registry of it alone."""

    def __iter__(self) -> Iterator[type[Illness]]:
        return iter((Always,))

    def __getitem__(self, key: str) -> type[Illness]:
        return Always


@pytest.fixture
def only_one(monkeypatch) -> None:
    """No illness but one that is always there."""
    for module in ("doctor", "opinion"):
        monkeypatch.setattr(f"nnsim.diagnosis.{module}.illnesses", OnlyOne(), raising=False)


def test_at_rest_a_look_into_the_network_is_waited_for_but_not_for_ever(followed: Followed) -> None:
    patient = followed.patient
    assert patient.wants_look_into(0)
    assert not patient.is_due("a")
    assert patient.is_due("a", examinable=False)
    followed.now += LOOK_EVERY
    assert patient.is_due("a")
    followed.now -= LOOK_EVERY
    followed.examined()
    assert patient.is_due("a")
    followed.judge("a")
    assert not patient.is_due("a")
    assert patient.is_due("b"), "something is new"


def test_while_it_trains_it_is_judged_soon_at_first_and_then_once_a_second(followed: Followed) -> None:
    patient, looks = followed.patient, []
    followed.examined()
    followed.judge("a")
    assert patient.play(True)
    assert not patient.play(True)
    followed.train(10)
    for _ in range(400):
        followed.now += 0.01
        followed.train(1)
        if patient.wants_look_into(followed.run.step):
            followed.examined()
        if patient.is_due("b"):
            looks.append(followed.now)
            followed.judge("b")
    between = np.diff([0.0, *looks])
    assert between[:3] == pytest.approx(FIRST_LOOKS, abs=0.011)
    assert between[3:] == pytest.approx(LOOK_EVERY, abs=0.011)
    assert len(between) > 5


def test_without_a_look_into_the_network_it_is_judged_all_the_same(followed: Followed) -> None:
    patient = followed.patient
    patient.play(True)
    followed.train(10)
    followed.now += FIRST_LOOKS[0] * 1.01
    assert not patient.is_due("a")
    followed.now += FIRST_LOOKS[0] * PATIENCE
    assert patient.is_due("a")


def test_what_has_to_be_seen_twice_is_said_once_a_run_rests_but_not_before_the_first_step(
    followed: Followed, only_one
) -> None:
    patient = followed.patient
    followed.examined()
    for version in "abc":
        followed.judge(version)
        assert patient.opinion.verdicts == (), "the drawing changed between these looks"
    patient.play(True)
    followed.train(5)
    patient.play(False)
    patient.forget()
    followed.examined()
    followed.judge("d")
    assert patient.opinion.verdicts == ()
    followed.now += LOOK_EVERY
    assert patient.is_due("d"), "what stands still does not flicker"
    followed.judge("d")
    assert [verdict.key for verdict in patient.opinion.verdicts] == ["always_there"]
    assert patient.opinion.urgent
    followed.now += LOOK_EVERY
    assert not patient.is_due("d")
    assert patient.say(("always_there",)).verdicts == ()
    assert [verdict.key for verdict in patient.opinion.set_aside] == ["always_there"]


def test_the_first_weights_stay_known_and_are_forgotten_with_the_run(followed: Followed) -> None:
    patient = followed.patient
    first = followed.examined()
    followed.judge("a")
    followed.train(3)
    now = followed.examined()
    followed.judge("b")
    assert patient.case is not None
    assert (patient.case.first, patient.case.now) == (first, now)
    patient.forget()
    followed.judge("c")
    assert (patient.case.first, patient.case.now) == (None, None)
    assert patient.opinion.words


def test_what_is_known_of_drawing_and_data_is_worked_out_once(followed: Followed) -> None:
    patient = followed.patient
    followed.judge("a")
    assert patient.case is not None
    baseline, structure = patient.case.baseline, patient.case.structure
    followed.judge("b")
    assert patient.case.__dict__["baseline"] is baseline
    assert patient.case.structure is structure
    followed.project = Project(chain(Dense(5, Tanh()), Dense(1)))
    followed.resolved = meaning(followed.project.graph, DATA)
    followed.judge("c")
    assert patient.case.structure is not structure
