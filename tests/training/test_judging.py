"""What "better" means where a rule says so: early stopping and schedules watch that reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from nnsim.base.errors import NnsimError
from nnsim.engine.layers.dense import Dense
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.training.run import Run
from tests.builders import chain, examples, run_epoch, start, walk

DATA = examples(np.ones((6, 1)), np.zeros((6, 1)))
GRAPH = chain(Dense(1), loss=MeanSquaredError())
TOLD = (1.0, 2.0, 3.0, 3.0, 2.5, 2.0, 1.0)
"""What the reading comes to, epoch by epoch."""


@dataclass(frozen=True)
class Told(BackPropagation):
    """Reports what it was told, whatever the network does; 1 less and 1 more in the two steps of an epoch."""

    judged_by = "told"
    higher = True
    total = False

    def scalars(self, stages: Any, outputs: Any) -> Sequence[Scalar]:
        return LOSS, Scalar("told", "Score", total=self.total, higher_is_better=self.higher)

    def plan(self, step: Any) -> None:
        super().plan(step)
        told = iter([n for mean in TOLD for n in (mean - 1, mean + 1)])
        value = step.scalars["told"]

        def tell() -> None:
            value[...] = value + next(told) + 1 if self.total else next(told)

        step.calls(tell)


class Lower(Told):
    higher = False


class Counted(Told):
    """Counts up by twice what it was told, and two, in an epoch; the fewer the better."""

    higher = False
    total = True


def begin(rule: Told, **more: Any) -> Run:
    return start(GRAPH, DATA, **{"rule": rule, "batch": 3, "learning_rate": 1e-3, "patience": 2, **more})


def test_the_mean_over_an_epoch_counts_in_the_direction_the_scalar_says() -> None:
    for rule, best, end in ((Told(), 3, 5), (Lower(), 1, 3), (Counted(), 1, 3)):
        run = begin(rule)
        while run.watch.stopped is None:
            run_epoch(run)
        assert (run.watch.stopped.epoch, run.batches.epoch) == (best, end)
        assert run.watch.stopped.sentence() == (
            f"Stopped early: Score was no better for 2 epochs. The weights of epoch {best} are back."
        )


def test_an_epoch_begun_before_a_file_counts_whole_after_it() -> None:
    whole = begin(Told(), patience=50)
    for steps in range(1, 5):
        walk(whole, steps)
        again = begin(Told(), learned=whole.learned(), patience=50)
        assert again.moment().place == whole.moment().place


def test_a_schedule_that_observes_sees_it_too() -> None:
    run = begin(Lower(), patience=0, schedule=ReduceOnPlateau(0.5, 0))
    rates = []
    for _ in range(3):
        run_epoch(run)
        rates.append(run.rates.now / 1e-3)
        walk(run, 1)
        rates.append(run.rates.now / 1e-3)
        walk(run, 1)
    # Better after the first epoch, and no better after any other; a rate holds from the next step on.
    assert rates == pytest.approx([1, 1, 0.5, 0.25, 0.125, 0.0625])


def test_a_place_that_makes_no_sense_is_a_sentence() -> None:
    run = begin(Told())
    walk(run, 1)
    learned = run.learned()
    place = {**learned.moment.place, "judge": {"sum": 0.0, "steps": -1.0, "start": 0.0}}
    with pytest.raises(NnsimError, match="not readable"):
        begin(Told(), learned=replace(learned, moment=replace(learned.moment, place=place)))
