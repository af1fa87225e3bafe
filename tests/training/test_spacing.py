"""When a run is measured for its curves: steps that are known when it begins, whatever is done on the way."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.document.learned import Learned
from nnsim.document.pace import Pace
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.schedule import REACTION
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.training.gate import PaintGate
from nnsim.training.keeping import Budget, keeper_from
from nnsim.training.mailbox import Mailbox
from nnsim.training.messages import Evaluation
from nnsim.training.player import Player
from nnsim.training.run import Run
from nnsim.training.spacing import Spacing
from tests.builders import chain, examples, start, walk

NET = chain(Dense(5, Tanh()), Dense(3), loss=SoftmaxCrossEntropy())
_RNG = np.random.default_rng(0)
DATA = examples(_RNG.normal(size=(23, 4)), _RNG.integers(0, 3, 23), 3)


def begin(learned: Learned | None = None, spacing: int = 0, **training: Any) -> Run:
    """Return a run of six steps an epoch; with a `spacing`, measured so many steps apart from the beginning."""
    chosen = {"batch": 4, "shuffle": True, "learning_rate": 0.02, "precision": "float32", **training}
    run = start(NET, DATA, learned, **chosen)
    if spacing:
        run.watch.restore({"first": spacing, "most": spacing, "next": spacing}, 0)
    return run


def measured(
    run: Run, until: int, stride: int = 32, between: Callable[[Run], object] = Run.take_points
) -> list[Evaluation]:
    """Train to step `until`; return what was measured on the way, as the window is told."""
    found = []
    while run.step < until:
        if not run.advance(min(stride, until - run.step)):
            run.take_points()
        if run.evaluation_is_due:
            found.append(run.evaluate())
            assert not run.evaluation_is_due
        between(run)
    return found


# ---- how far apart -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "batch", "count", "first", "most"),
    [
        ((2, 4, 2, 1), 10, 160, 16, 19342),
        ((2, 8, 8, 8, 8, 1), 10, 160, 16, 15576),
        # An epoch of one batch, and of batches of one.
        ((2, 8, 1), 500, 500, 1, 6250),
        ((2, 8, 1), 1, 500, 500, 19912),
        # What a step costs is its products: each fifth epoch, then each twentieth, or after 500 steps.
        ((784, 128, 64, 10), 128, 1280, 50, 200),
        ((784, 128, 64, 10), 128, 10_000, 395, 500),
        ((784, 128, 64, 10), 128, 60_000, 500, 500),
    ],
)
def test_it_follows_from_sizes(sizes: tuple[int, ...], batch: int, count: int, first: int, most: int) -> None:
    inputs, *units = sizes
    data = examples(np.zeros((1, inputs)), np.zeros((1, units[-1])), columns=units[-1])
    network = start(chain(*(Dense(n, ReLU()) for n in units)), data).network
    assert Spacing.of(network, batch, count) == Spacing(first, most)


@pytest.mark.parametrize(
    ("sizes", "batch", "count", "microseconds"),
    [
        # What a compiled step takes on a quick machine.
        ((2, 4, 2, 1), 10, 160, 0.87),
        ((2, 8, 8, 8, 8, 1), 10, 160, 1.6),
        ((2, 8, 1), 500, 500, 8.0),
        ((64, 64, 32, 10), 32, 1437, 19.0),
        ((784, 128, 64, 10), 128, 60_000, 730.0),
        ((2, *[64] * 30, 1), 64, 400, 640.0),
    ],
    ids=["W1", "W2", "one batch", "W3", "W4", "W6"],
)
def test_a_run_that_lasts_is_measured_at_most_sixty_times_a_second(
    sizes: tuple[int, ...], batch: int, count: int, microseconds: float
) -> None:
    inputs, *units = sizes
    data = examples(np.zeros((1, inputs)), np.zeros((1, units[-1])), columns=units[-1])
    network = start(chain(*(Dense(n, ReLU()) for n in units)), data).network
    assert 1e6 / (Spacing.of(network, batch, count).most * microseconds) <= 60


@pytest.mark.parametrize("epoch", [1, 7, 40, 160, 2000])
@pytest.mark.parametrize("spacing", [Spacing(1, 1500), Spacing(80, 1314), Spacing(500, 500)], ids=str)
def test_a_curve_is_fine_at_any_length_and_never_finer_than_need_be(spacing: Spacing, epoch: int) -> None:
    steps = [0]
    for end in range(epoch, 200_000, epoch):
        if end >= spacing.after(steps[-1]):
            steps.append(end)
            gap = steps[-1] - steps[-2]
            # A gap is of whole epochs, and at most one longer than it has to be.
            assert gap - epoch < max(spacing.first, min(spacing.most, steps[-2] / 64))
            assert gap >= spacing.first
    # Epochs that are long are all measured.
    assert len(steps) == 1 + (200_000 - 1) // epoch or epoch < spacing.most
    per_point = max(spacing.most, epoch)
    assert len(steps) <= 2 + 200_000 / per_point + 64 * (1 + math.log(1 + 64 * per_point))


# ---- of the run alone --------------------------------------------------------------------------


def test_the_steps_are_the_same_however_one_walks_looks_and_measures() -> None:
    whole = measured(begin(), 1300)
    ends = [m.step for m in whole]
    assert ends[:3] == [6, 12, 18]
    assert np.diff(ends).max() == 24
    assert all(step % 6 == 0 for step in ends)
    assert measured(begin(), 1300, stride=1, between=Run.evaluate) == whole
    assert measured(begin(), 1300, stride=7, between=Run.moment) == whole


@pytest.mark.parametrize("stop", [1, 60, 1003])
def test_a_run_that_goes_on_is_measured_as_if_it_had_never_stopped(stop: int) -> None:
    whole = measured(begin(), 1300)
    half = begin()
    before = measured(half, stop)
    assert before + measured(begin(half.learned()), 1300) == whole


def test_the_spacing_is_of_the_beginning_whatever_is_changed_on_the_way() -> None:
    run = begin(spacing=30)
    measured(run, 60)
    run.retune(replace(run.training, batch=23))
    again = begin(run.learned(), batch=23)
    whole = measured(run, 600)
    assert [m.step for m in whole][:2] == [90, 120]
    assert measured(again, 600) == whole
    assert [m.step for m in measured(begin(batch=23), 60)][:2] == [1, 2]


def test_a_place_that_says_nothing_of_it_begins_anew_there() -> None:
    half = begin()
    measured(half, 1003)
    learned = half.learned()
    place = {key: value for key, value in learned.moment.place.items() if key != "measured"}
    for kept, step in ((place, 1020), ({}, 1021)):
        again = begin(replace(learned, moment=replace(learned.moment, place=kept)))
        assert measured(again, 1060)[0].step == step


# ---- what is judged ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state",
    [
        {"first": 0, "most": 9, "next": 1},
        {"first": 9, "most": 1, "next": 1},
        {"first": 1, "most": 9, "next": 10**9},  # it would never be measured again
        {"first": 1, "most": 9},
    ],
)
def test_a_spacing_that_makes_no_sense_is_refused(state: dict[str, int]) -> None:
    learned = begin().learned()
    place = {**learned.moment.place, "measured": state}
    with pytest.raises(NnsimError):
        begin(replace(learned, moment=replace(learned.moment, place=place)))


def test_early_stopping_sees_every_epoch_however_far_apart_curves_are_measured() -> None:
    patience, training = 4, {"learning_rate": 1.0, "spacing": 120}
    plain, losses = begin(**training), []
    while len(losses) < 10 + patience or min(losses[-patience:]) < min(losses[:-patience]):
        walk(plain, 6)
        losses.append(plain.watch.measure(0, 0, 0.0).val_loss)
    run = begin(patience=patience, **training)
    told = measured(run, 6 * len(losses))
    assert run.watch.stopped is not None
    assert run.watch.stopped.epoch == 1 + int(np.argmin(losses))
    assert run.watch.stopped.last.val_loss == losses[-1]
    # Who has it measured anyway is told of it.
    assert [m.val_loss for m in told[:-1]] == losses[:-1]


def test_a_plateau_is_seen_where_it_is() -> None:
    schedule, training = ReduceOnPlateau(gamma=0.5, patience=1), {"learning_rate": 0.8, "spacing": 120}
    run, plain, memory = begin(schedule=schedule, **training), begin(**training), {}
    for _ in range(60):
        walk(run, 6)
        walk(plain, 6)
        found = plain.watch.measure(0, 0, 0.0)
        schedule.observe(found.val_loss, memory)
        plain.retune(replace(plain.training, learning_rate=0.8 * memory.get(REACTION, 1.0)))
        assert run.network.parameters.vector.tobytes() == plain.network.parameters.vector.tobytes()
    assert memory[REACTION] <= 0.25


# ---- as the window is told ---------------------------------------------------------------------


class Told:
    """A player without a thread, and what it was measured to be."""

    def __init__(self, **training: Any) -> None:
        self.run, self.mailbox = begin(**training), Mailbox()
        keeper = keeper_from(self.run.moment(), self.run.setup.batch, Budget())
        self.player = Player(self.run, keeper, self.mailbox, PaintGate(), Pace())

    def play(self, until: int) -> None:
        self.player.play()
        self.player.train_to(until)

    def evaluations(self) -> list[Evaluation]:
        return [r for r in self.mailbox.take_reports() if isinstance(r, Evaluation)]


def test_the_window_is_told_the_same_and_always_of_the_end() -> None:
    alone = measured(begin(), 1038)
    told = Told(epochs=173)
    told.play(10_000)
    first, *found = told.evaluations()
    assert (first.step, told.run.step, told.player.playing) == (0, 1038, False)
    assert alone[-1].step < 1038
    assert found == [*alone, told.run.evaluate()]


def test_neither_a_pause_nor_a_visit_to_the_past_moves_what_is_measured() -> None:
    alone = measured(begin(), 1050)
    told = Told()
    told.play(433)
    told.player.pause()
    told.player.go_to(100)
    told.player.arrive()
    told.play(211)
    told.player.pause()
    told.player.past.come_back()
    told.play(1050)
    found = {m.step: m for m in told.evaluations()}
    assert found.keys() == {0, 211, 433} | {m.step for m in alone}
    assert [found[m.step] for m in alone] == alone
