"""A run that is watched: what is due when, and what stays known of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.prepared import Prepared
from nnsim.diagnosis.watch import JUDGE_EVERY, SHOW_EVERY, Watch
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.training.history import History
from nnsim.training.run import Run
from tests.builders import chain, examples, meaning, run_epoch, start


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def data() -> Prepared:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(60, 2))
    return examples(inputs, (inputs[:, 0] > 0).astype(int), 2)


DRAWING = chain(Dense(4, Tanh()), Dense(1))


def watched(data: Prepared, clock: Clock | None = None) -> tuple[Watch, Run, History]:
    run = start(DRAWING, data, learning_rate=0.5)
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    watch = Watch(clock or Clock())
    watch.learn(meaning(DRAWING, data), run.training, data)
    return watch, run, history


def told(watch: Watch, run: Run, history: History | None) -> str:
    return watch.verdict(history, run.step, Project(), ready=True, runs=True).words


def test_while_it_plays_numbers_are_shown_now_and_then_and_judged_more_rarely(data) -> None:
    clock = Clock()
    watch, _, _ = watched(data, clock)
    assert watch.play(True)
    assert not watch.play(True)
    found = []
    for version in range(2 * JUDGE_EVERY):
        found.append(watch.look(version))
        clock.now += 0.6 * SHOW_EVERY
        assert watch.look(version + 1) == ""
        clock.now += 0.6 * SHOW_EVERY
    assert found == (["judge"] + ["show"] * (JUDGE_EVERY - 1)) * 2


def test_at_rest_whatever_is_new_is_judged_at_once(data) -> None:
    watch, _, _ = watched(data)
    assert [watch.look(version) for version in (1, 1, 2, 3, 3)] == ["judge", "", "judge", "judge", ""]
    watch.forget()
    assert watch.look(3) == "judge"


def test_a_run_that_rests_is_not_told_as_learning_now(data) -> None:
    watch, run, history = watched(data)
    watch.play(True)
    while told(watch, run, history) in ("Ready to train", "Just started"):
        run_epoch(run)
        history.add_points(run.take_points())
        history.add_evaluation(run.evaluate())
    assert told(watch, run, history) == "Learning"
    watch.play(False)
    assert told(watch, run, history) == "Was learning"
    watch.diverge()
    assert told(watch, run, history) == "Diverged", "other verdicts stay as they are"


def test_a_divergence_is_told_until_somebody_plays_on(data) -> None:
    watch, run, history = watched(data)
    watch.diverge()
    assert told(watch, run, history) == told(watch, run, None) == "Diverged"
    assert watch.verdict(history, 0, Project(), ready=False, runs=True).words == "Diverged"
    watch.play(True)
    assert told(watch, run, history) == "Ready to train"
    watch.diverge()
    watch.play(False)
    assert told(watch, run, history) == "Diverged"
    watch.forget()
    assert told(watch, run, history) == "Ready to train"


def test_what_cannot_train_says_whether_it_runs(data) -> None:
    watch, _, history = watched(data)
    words = [watch.verdict(history, 0, Project(), ready=False, runs=runs).words for runs in (True, False)]
    assert words == ["Runs, cannot train", "Not ready yet"]


def test_a_run_that_learned_is_told_by_what_is_known_of_it(data) -> None:
    watch, run, history = watched(data)
    for _ in range(300):
        run_epoch(run)
    history.add_points(run.take_points())
    history.add_evaluation(run.evaluate())
    assert told(watch, run, history) == "Has learned"


def test_the_baseline_is_worked_out_once_for_the_same_targets(data) -> None:
    watch, run, _ = watched(data)
    first = watch._known.baseline
    drawn = meaning(DRAWING, data)
    renamed = replace(drawn, stages=tuple(replace(s, name=s.name + "_") for s in drawn.stages))
    watch.learn(renamed, run.training, data)
    assert watch._known.baseline is first
    watch.learn(drawn, run.training, examples(data.train.inputs, 1 - data.train.targets, 2))
    assert watch._known.baseline is not first
