"""Early stopping: when it stops, what it puts back, and who says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.softmax_ce import SoftmaxCrossEntropy
from nnsim.engine.optimizers.adam import Adam
from nnsim.engine.optimizers.momentum import Momentum
from nnsim.training.epochs import EpochWalk
from nnsim.training.run import Run
from tests.builders import chain, examples, run_epoch, start, walk

NET = chain(Dense(8, Tanh()), BatchNorm(), Dense(3), loss=SoftmaxCrossEntropy())


def begin(learned: Any = None, **training: Any) -> Run:
    """Random labels, so that the validation loss soon rises; validation examples of their own."""
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(24, 4)), rng.integers(0, 3, 24), 3)
    other = examples(rng.normal(size=(24, 4)), rng.integers(0, 3, 24), 3)
    data = replace(data, validation=other.train)
    chosen = {"batch": 4, "shuffle": True, "learning_rate": 0.02, "optimizer": Adam(), "patience": 4}
    return start(NET, data, learned, **{**chosen, **training})


def losses_of(run: Run, most: int = 200) -> list[float]:
    return [record.val_loss or 0.0 for record in EpochWalk(run).walk(most)]


def test_stops_after_so_many_epochs_and_the_best_weights_slots_and_state_are_back() -> None:
    run, plain = begin(), begin(patience=0)
    losses = losses_of(run)
    best = int(np.argmin(losses))
    assert 0 < best == len(losses) - 1 - 4
    assert run.watch.stopped is not None
    assert (run.watch.stopped.epoch, run.watch.stopped.waited) == (best + 1, 4)
    assert f"epoch {best + 1} are back" in run.watch.stopped.sentence()
    assert losses_of(plain, best + 1) == losses[: best + 1]
    assert run.watch.stopped.kept == plain.step < run.step
    assert run.network.parameters.vector.tobytes() == plain.network.parameters.vector.tobytes()
    assert run.network.parameters.state.tobytes() == plain.network.parameters.state.tobytes()
    for name, slot in plain.moment().slots.items():
        np.testing.assert_array_equal(run.moment().slots[name], slot)
    assert run.evaluate().val_loss == pytest.approx(min(losses), rel=1e-12)


def test_who_goes_on_gets_as_many_epochs_again() -> None:
    run = begin()
    losses_of(run)
    again = losses_of(run)
    assert len(again) >= 4
    assert run.watch.stopped is not None
    walk(run, 1)
    assert run.watch.stopped is None


def test_an_improvement_too_small_does_not_count() -> None:
    run = begin(min_improvement=10.0)
    assert len(losses_of(run)) == 5
    assert run.watch.stopped is not None
    assert run.watch.stopped.epoch == 1


def test_without_a_validation_part_the_training_loss_counts() -> None:
    rng = np.random.default_rng(0)
    data = examples(rng.normal(size=(24, 4)), rng.integers(0, 3, 24), 3)
    data = replace(
        data, validation=replace(data.train, inputs=data.train.inputs[:0], targets=data.train.targets[:0])
    )
    run = start(NET, data, learning_rate=0.0, patience=2)
    assert len(list(EpochWalk(run).walk(50))) == 3
    assert run.watch.stopped is not None


def test_best_weights_of_another_optimizer_come_back_without_its_memory() -> None:
    run = begin(optimizer=Momentum(), min_improvement=10.0)
    run_epoch(run)
    kept = run.network.parameters.vector.copy()
    run.retune(replace(run.training, optimizer=Adam()))
    losses_of(run)
    np.testing.assert_array_equal(run.network.parameters.vector, kept)
    assert not any(a.any() for a in run.moment().slots.values())
    assert len(walk(run, 10)) == 10


def test_switched_off_in_between_it_forgets() -> None:
    run = begin(min_improvement=10.0)
    losses_of(run, 3)
    run.retune(replace(run.training, patience=0))
    assert run.moment().best is None
    run.retune(replace(run.training, patience=4))
    assert len(losses_of(run)) == 5
