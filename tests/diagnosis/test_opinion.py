"""What a pill says, and what is behind it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.opinion import mood_of, opinion_of, sureness
from nnsim.document.project import Project, TrainingSettings
from nnsim.document.resolve import resolve
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.rules.oja import OjaRule
from nnsim.training.divergence import DivergedError
from nnsim.training.history import History
from nnsim.training.messages import Evaluation
from tests.builders import chain, examples, meaning, start

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
DATA: Prepared = examples(X, (X[:, 0] > 0).astype(int), 2)
DRAWING = chain(Dense(4, Tanh()), Dense(1))
SURE = Verdict("constant_output", 0.97, 3, ())
LIKELY = Verdict("oscillating", 0.7, 5, ())


def case(**training: object) -> Case:
    return Case(Project(DRAWING, training=TrainingSettings(**training)), meaning(DRAWING, DATA), DATA)


def trained(steps: int) -> Case:
    run = start(DRAWING, DATA, learning_rate=0.1)
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    history.add_evaluation(run.evaluate())
    while run.step < steps:
        run.advance(min(20, steps - run.step))
        history.add_points(run.take_points())
        history.add_evaluation(run.evaluate())
    return replace(case(), course=Course(history, run.step, run.epoch, 4, 0.1))


def test_the_first_verdict_is_said_and_how_sure_it_is_is_in_the_mood() -> None:
    found = opinion_of(trained(20), (SURE, LIKELY))
    assert (found.mood, found.words, found.key) == ("bad", "Softmax over one unit", "constant_output")
    assert found.urgent
    assert mood_of(LIKELY) == "warning"
    assert sureness(LIKELY) == "70 % sure"


def test_before_the_first_step_nothing_is_urgent() -> None:
    assert not opinion_of(case(), (SURE,)).urgent
    assert opinion_of(case(), ()).words == "Ready to train"


def test_what_is_set_aside_is_kept_apart() -> None:
    found = opinion_of(trained(20), (SURE, LIKELY), ("constant_output",))
    assert [v.key for v in found.verdicts] == ["oscillating"]
    assert [v.key for v in found.set_aside] == ["constant_output"]
    assert found.words == "Oscillating loss" or found.first == LIKELY


def test_what_cannot_train_says_so_whatever_is_found() -> None:
    loose = replace(DRAWING, edges=())
    found = opinion_of(Case(Project(loose), resolve(loose, DATA), DATA), (SURE,))
    assert (found.mood, found.words) == ("neutral", "Not ready yet")
    assert found.first == SURE


def test_a_divergence_without_a_verdict_is_told() -> None:
    error = DivergedError(3, Evaluation(1, 4, 0.2, float("nan"), None, ()))
    found = opinion_of(replace(case(), diverged=error), ())
    assert (found.mood, found.words, found.urgent) == ("bad", "Diverged", True)
    assert "step 4" in found.text


def test_a_run_that_rests_is_not_told_as_learning_now() -> None:
    learning = trained(60)
    playing, resting = (opinion_of(learning, (), playing=playing) for playing in (True, False))
    assert playing.mood == resting.mood == "good"
    assert (playing.words.startswith("Learning"), resting.words) == (True, "Was learning")


def test_a_rule_that_has_no_goal_is_not_judged_by_its_loss() -> None:
    followed = trained(40)
    project = replace(followed.project, training=TrainingSettings(rule=OjaRule()))
    words = [opinion_of(replace(followed, project=project), (), playing=p).words for p in (True, False)]
    assert words == ["Training", "Paused"]
