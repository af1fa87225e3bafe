"""Cures are tried beside the network as it is, and only what helps on every seed is said to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.diabetes import Diabetes
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.moons import Moons
from nnsim.data.sources.wine import Wine
from nnsim.diagnosis.arm import Arm
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.length import LEAST, length_of, work_of
from nnsim.diagnosis.rounds import Rounds
from nnsim.diagnosis.trial import Treatment, Trial, prescribed, treat
from nnsim.diagnosis.twin import Ground
from nnsim.document.building import chain
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.document.resolve import resolve
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.softmax import Softmax
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.flatten import Flatten
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.sgd import SGD


class Ill(Illness):
    """An illness of a test, with the cures that it names."""

    key = "of_a_test"
    title = "Of a test"
    group = "step"


@pytest.fixture
def found(monkeypatch):
    """Return a function that makes a verdict whose illness has some cures."""

    def make(*keys: str) -> list[Verdict]:
        monkeypatch.setattr(Ill, "cures", keys)
        monkeypatch.setattr(Verdict, "illness", property(lambda self: Ill()))
        return [Verdict(Ill.key, 1.0, 0, ())]

    return make


def _case(project: Project, steps: int = 20):
    *_, last = Rounds(project).walk(steps, (steps,))
    return last


def _treated(project: Project, verdicts, **how) -> Treatment:
    *_, last = treat(_case(project), verdicts, **how)
    return last


def _first(project: Project, verdicts, **how) -> Trial:
    """Return the first trial once it is done; what would come after it is left."""
    return next(
        t.trials[0] for t in treat(_case(project), verdicts, **how) if t.trials and t.trials[0].share == 1
    )


def _moons(*layers, data=None, **training) -> Project:
    return chain(Input(), *layers, Dense(1), data=data or Moons(), **training)


SIGMOIDS = [Dense(12, Sigmoid())] * 6
DEEP = _moons(*SIGMOIDS, optimizer=SGD(), learning_rate=0.1)
FAST = _moons(Dense(8, Tanh()), optimizer=SGD(), learning_rate=300.0)


def _arm(scores, *, what="accuracy", losses=None, rows=100, constant=0.5, **more) -> Arm:
    scores = np.array(scores, float)
    losses = np.full(len(scores), 0.5) if losses is None else np.array(losses, float)
    steps = np.arange(len(scores))
    return Arm(0, steps, losses, losses, scores, (), what, rows=rows, constant=constant, **more)


def _ground(project: Project) -> Ground:
    data = prepare(project.data)
    return Ground(project, data, resolve(project.graph, data, project.training.rule))


# ---- better than chance --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sick", "cured", "better"),
    [
        (_arm([0.5] * 8), _arm([0.9] * 8), True),
        (_arm([0.9] * 8), _arm([0.92] * 8), False),
        (_arm([0.9] * 8, rows=10_000), _arm([0.92] * 8, rows=10_000), True),
        (_arm([0.2] * 8), _arm([0.5] * 8), False),
        (_arm([0.5] * 8), _arm([0.9] * 8, diverged=True), False),
        (_arm([0.5] * 8, diverged=True), _arm([0.9] * 8), True),
        (_arm([0.9, 0.5] * 8, rows=10_000), _arm([0.75] * 16, rows=10_000), False),
        (_arm([0.1] * 8, what="r2"), _arm([0.4] * 8, what="r2"), True),
        (_arm([0.1] * 8, what="r2"), _arm([0.12] * 8, what="r2"), False),
        (_arm([-3.0] * 8, what="r2"), _arm([-0.1] * 8, what="r2"), False),
    ],
)
def test_better_is_more_than_chance_makes_and_more_than_a_constant_says(sick, cured, better) -> None:
    assert cured.is_better_than(sick, same_loss=False) is better


def test_a_lower_loss_counts_only_where_it_means_the_same_and_answers_are_no_worse() -> None:
    sick, cured = _arm([0.9] * 8, losses=[1.0] * 8), _arm([0.9] * 8, losses=[0.3] * 8)
    assert cured.is_better_than(sick, same_loss=True)
    assert not cured.is_better_than(sick, same_loss=False)
    worse = _arm([0.8] * 8, losses=[0.3] * 8)
    assert not worse.is_better_than(sick, same_loss=True)


def test_an_arm_ends_as_its_last_looks_and_early_stopping_as_its_last() -> None:
    assert _arm([0.1] * 6 + [0.9, 0.5]).end == pytest.approx(0.7)
    assert _arm([0.1] * 6 + [0.9, 0.5], stopped=True).end == 0.5
    assert _arm([0.1, np.nan, 0.9]).best.value == 0.9
    assert _arm([]).best is None


def test_of_cures_that_come_to_the_same_the_simplest_is_best() -> None:
    project = Project(Graph())

    def trial(end: float, count: int, helped: bool = True) -> Trial:
        return Trial("x", (None,) * count, "", (), project, cured=(_arm([end] * 4),), helped=helped)  # type: ignore[arg-type]

    simple, better, much, not_helped = trial(0.90, 1), trial(0.91, 2), trial(0.97, 2), trial(1.0, 1, False)
    assert Treatment((better, simple)).best is simple
    assert Treatment((simple, better, much, not_helped)).best is much
    assert Treatment((not_helped,)).best is None


def test_of_cures_that_chance_cannot_tell_apart_the_first_is_best() -> None:
    project = Project(Graph())

    def trial(*ends: float) -> Trial:
        cured = tuple(_arm([end] * 4) for end in ends)
        return Trial("x", (None,), "", (), project, cured=cured, helped=True)  # type: ignore[arg-type]

    likeliest, luckier, better = trial(0.93, 0.94), trial(0.95, 0.97), trial(0.99, 0.99)
    assert Treatment((likeliest, luckier)).best is likeliest
    assert Treatment((luckier, likeliest)).best is luckier
    assert Treatment((likeliest, better)).best is better
    # However few examples there are, not much is given up.
    few, more = (
        replace(one, cured=tuple(replace(arm, rows=4) for arm in one.cured)) for one in (likeliest, better)
    )
    assert not more.betters(few)
    assert Treatment((few, more)).best is more


# ---- trying ---------------------------------------------------------------------------------------


def test_a_deep_sigmoid_network_is_cured_on_two_seeds(found) -> None:
    treated = _treated(DEEP, found("clip_gradients", "other_activation"), steps=400)
    best = treated.best
    assert treated.finished
    assert best is not None
    assert "other_activation" in best.key
    assert [arm.seed for arm in best.cured] == [0, 1] == [arm.seed for arm in best.sick]
    assert min(arm.end for arm in best.cured) > 0.9 > 0.6 > max(arm.end for arm in best.sick)
    clipped = next(t for t in treated.trials if t.key == "clip_gradients")
    assert not clipped.helped
    # It did not help at the first seed, so there was no second.
    assert len(clipped.cured) == 1
    assert clipped.share == 1.0
    assert dict(best.cured[0].gradients)["dense_1"] > 0


def test_the_same_twins_come_to_the_same(found) -> None:
    one, two = (_first(FAST, found("lower_rate"), steps=100) for _ in range(2))
    assert np.array_equal(one.cured[0].scores, two.cured[0].scores)
    assert np.array_equal(one.sick[0].val_loss, two.sick[0].val_loss, equal_nan=True)


def test_a_twin_that_diverges_is_shown_and_never_helped(found) -> None:
    wild = DataSettings(Diabetes(), scaling="none")
    linear = chain(Input(), Dense(8), Dense(1), data=wild, optimizer=SGD(), learning_rate=0.001)
    broken = _first(linear, found("higher_rate"), steps=60)
    assert broken.cured[0].diverged
    assert not broken.helped
    assert broken.share == 1.0


def test_single_cures_that_fail_are_put_together(found) -> None:
    raw = chain(
        Input(),
        Dense(16, Tanh()),
        Dense(3, Softmax()),
        ActivationLayer(Softmax()),
        data=DataSettings(Wine(), scaling="none"),
        optimizer=SGD(),
        learning_rate=1e-5,
    )
    treated = _treated(raw, found("scale_inputs", "higher_rate"), steps=100)
    best = treated.best
    assert best is not None
    assert len(best.prescriptions) > 1
    assert best.end > 0.8
    applied = raw
    for prescription in best.prescriptions:
        applied = prescription.applied(applied)
    assert applied == best.project


def test_how_much_is_done_never_falls_and_goes_on_when_cures_are_put_together(found, monkeypatch) -> None:
    monkeypatch.setattr("nnsim.diagnosis.treating.TELL_EVERY", 0.0)
    told = list(treat(_case(FAST), found("higher_rate", "clip_gradients"), steps=20, seeds=1))
    shares = [one.share for one in told]
    assert len(told[-1].trials) > 2
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    single = [one.share for one in told if len(one.trials) <= 2]
    assert 0.3 < max(single) <= 0.5
    assert all(one.left_seconds >= 0 for one in told if one.left_seconds == one.left_seconds)


def test_what_cannot_be_trained_is_not_offered_and_nothing_twice(found) -> None:
    case = _case(_moons(Dense(8, Tanh()), data=DataSettings(Moons(), scaling="none")))
    trials = prescribed(case, found("scale_inputs", "scale_inputs", "scale_targets", "no_such_cure"))
    projects = [t.project for t in trials]
    assert case.project not in projects
    assert all(one != two for k, one in enumerate(projects) for two in projects[:k])
    assert {t.key for t in trials} == {"scale_inputs"}


def test_a_network_that_cannot_be_trained_gets_no_twins(found) -> None:
    broken = chain(Input(), Dense(5), data=Moons())
    treated = _treated(broken, found("adam"))
    assert treated.finished
    assert treated.best is None
    assert all(t.why_not and not t.cured for t in treated.trials)


def test_it_stops_when_it_is_told_to_and_pauses_between_pieces(found) -> None:
    pauses: list[int] = []
    told = list(
        treat(
            _case(DEEP),
            found("other_activation"),
            pause=lambda: pauses.append(1),
            stop=lambda: len(pauses) >= 30,
        )
    )
    assert len(pauses) == 30
    assert told[-1].finished
    assert told[-1].best is None


def test_without_time_nothing_is_tried_and_it_says_how_long_it_would_take(found) -> None:
    treated = _treated(DEEP, found("other_activation"), seconds=1e-6)
    assert treated.trials
    assert all("s" in t.why_not and not t.cured for t in treated.trials)
    assert treated.left_seconds == 0


def test_another_split_is_shown_and_not_judged(found) -> None:
    project = _moons(Dense(8, Tanh()), data=DataSettings(Moons(), stratify=False))
    mended = _first(project, found("mended_split"), steps=60)
    assert mended.note
    assert mended.cured
    assert not mended.helped


def test_dead_units_wake_up(found) -> None:
    dead = _moons(*[Dense(12, ReLU(), bias_initializer=Constant(-3.0))] * 2, learning_rate=0.01)
    woken = _first(dead, found("fitting_weights"), steps=300)
    assert woken.helped
    assert woken.end > 0.85


def test_illnesses_of_the_registry_are_not_touched_by_these_tests() -> None:
    assert Ill.key not in illnesses


# ---- the same on any machine -----------------------------------------------------------------------


def test_how_fast_the_machine_is_makes_no_difference(found, monkeypatch) -> None:
    one = _first(FAST, found("lower_rate"))
    clock = itertools.count()
    # Every look at this clock takes three milliseconds: pieces are as short as they can be.
    monkeypatch.setattr("time.perf_counter", lambda: 0.003 * next(clock))
    two = _first(FAST, found("lower_rate"), seconds=1e6)
    assert one.helped is two.helped
    assert one.sick[0].steps[-1] > 300
    for mine, its in zip((one.sick[0], *one.cured), (two.sick[0], *two.cured), strict=True):
        assert np.array_equal(mine.steps, its.steps)
        assert np.array_equal(mine.scores, its.scores, equal_nan=True)
        assert np.array_equal(mine.val_loss, its.val_loss, equal_nan=True)


def test_lengths_are_counted_and_a_large_network_is_trained_for_fewer_steps() -> None:
    small, wide = (_ground(_moons(*[Dense(units, Tanh())] * 4)) for units in (8, 1500))
    assert length_of(small, 0, ends=False) == 1000
    assert length_of(small, 1500, ends=False) == 1500
    assert LEAST <= length_of(wide, 0, ends=False) < 300


def test_weights_count_at_every_place_where_they_are_used() -> None:
    one = chain(Input((1, 8, 8)), Conv2D(4), Flatten(), Dense(10), data=Digits(), batch=1)
    other = chain(Input((1, 8, 8)), Flatten(), Dense(10), data=Digits(), batch=1)
    # 4 · (3 · 3 + 1) weights at 6 · 6 places or more.
    assert work_of(_ground(one)) - work_of(_ground(other)) > 36 * 40


def test_what_is_far_behind_half_way_is_told_by_the_same_looks() -> None:
    ahead = _arm([0.5, 0.6, 0.7, 0.8, 0.9, 0.9])
    assert _arm([0.5] * 5).is_far_behind(ahead)
    assert not _arm([0.5, 0.6, 0.65, 0.75, 0.8]).is_far_behind(ahead)
    assert not _arm([0.5, 0.5]).is_far_behind(ahead)
    assert _arm([0.5] * 8).is_far_behind(ahead)


def test_a_network_that_ends_at_once_is_mended_where_it_is_trained_longer(found) -> None:
    raw = DataSettings(Wine(), scaling="none")
    brief = chain(Input(), Dense(16, Tanh()), Dense(3), data=raw, epochs=1, batch=32, learning_rate=0.003)
    tried = [t for t in _treated(brief, found("scale_inputs", "more_epochs")).trials if t.cured]
    first = next(t for t in tried if len(t.prescriptions) > 1)
    assert first.prescriptions[0].cure == "more_epochs"
