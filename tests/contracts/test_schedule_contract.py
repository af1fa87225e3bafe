"""Schedules: pure, between 0 and 1, steady within their pieces, known values, and a memory that is JSON.

Agreement with PyTorch, epoch by epoch, is in tests/references.
"""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest

from nnsim.engine.schedule import REACTION, Schedule, schedules
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.engine.schedules.exponential import ExponentialDecay
from nnsim.engine.schedules.inverse_time import InverseTimeDecay
from nnsim.engine.schedules.one_cycle import OneCycle
from nnsim.engine.schedules.plateau import ReduceOnPlateau
from nnsim.engine.schedules.polynomial import PolynomialDecay
from nnsim.engine.schedules.step import StepDecay
from nnsim.engine.schedules.warm_restarts import WarmRestarts
from tests.builders import variants

ALL = [s for cls in schedules for s in variants(cls())]
each = pytest.mark.parametrize("schedule", ALL, ids=str)


@each
def test_is_a_pure_factor_between_0_and_1_for_ever(schedule: Schedule) -> None:
    epochs = [*np.linspace(0, 300, 997).tolist(), 1e4, 1e9]
    forwards = [schedule.factor(e) for e in epochs]
    backwards = [schedule.factor(e) for e in reversed(epochs)]
    assert forwards == backwards[::-1]
    assert all(type(f) is float and 0 <= f <= 1 for f in forwards)


@each
def test_moves_within_epochs_only_where_it_says_so(schedule: Schedule) -> None:
    if not schedule.moves_within_epoch:
        for epoch in range(120):
            assert {schedule.factor(epoch + part) for part in (0, 0.3, 0.999)} == {schedule.factor(epoch)}


@pytest.mark.parametrize("schedule", [cls() for cls in schedules], ids=lambda s: s.key)
def test_does_not_jump_but_at_restarts_and_steps(schedule: Schedule) -> None:
    jumps = {"step": [30, 60, 90], "warm_restarts": [10, 30, 70]}.get(schedule.key, [])
    epochs = np.linspace(0, 128, 12801)
    factors = np.array([schedule.factor(e) for e in epochs])
    found = epochs[1:][np.abs(np.diff(factors)) > 0.01 * np.maximum(factors[:-1], 0.2)]
    np.testing.assert_allclose(found, jumps, atol=0.011)


@pytest.mark.parametrize(
    ("schedule", "epoch", "factor"),
    [
        (StepDecay(10, 0.5), 29.9, 0.25),
        (ExponentialDecay(0.5), 2.5, 0.5**2.5),
        (InverseTimeDecay(0.5), 2.0, 0.5),
        (PolynomialDecay(10, 2.0), 5.0, 0.25),
        (PolynomialDecay(10), 11.0, 0.0),
        (CosineAnnealing(10), 5.0, 0.5),
        (CosineAnnealing(10, 0.2), 99.0, 0.2),
        (WarmRestarts(10, 2), 9.999999, 0.0),
        (WarmRestarts(10, 2), 30.0, 1.0),
        (WarmRestarts(10, 2), 50.0, 0.5),
        # A logarithm would say 4.99… rounds here and miss the restart.
        (WarmRestarts(1, 3), 121.0, 1.0),
        (WarmRestarts(4, 1), 4e6, 1.0),
        (OneCycle(100, 0.3, 25.0), 0.0, 1 / 25),
        (OneCycle(100, 0.3), 30.0, 1.0),
        (OneCycle(100, 0.3, 10.0, 1000.0), 100.0, 1e-4),
        (OneCycle(100, 0.0), 0.0, 1.0),
    ],
    ids=str,
)
def test_known_values(schedule: Schedule, epoch: float, factor: float) -> None:
    assert schedule.factor(epoch) == pytest.approx(factor, abs=1e-12)


@each
def test_memory_is_json_and_can_be_carried_over(schedule: Schedule) -> None:
    losses = [1.0, 0.5, 0.5, math.nan, 0.5, math.inf, 0.6, *[0.55] * 30, 0.1, *[0.2] * 30]
    one: dict[str, float] = {}
    two: dict[str, float] = {}
    seen = []
    for loss in losses:
        schedule.observe(loss, one)
        schedule.observe(loss, two)
        two = json.loads(json.dumps(two, allow_nan=False))
        assert one == two
        seen.append(one.get(REACTION, 1.0))
    assert bool(one) == schedule.observes
    assert all(0 <= b <= a <= 1 for a, b in itertools.pairwise(seen))


def test_plateau_waits_reacts_and_cools_down() -> None:
    schedule, state = ReduceOnPlateau(0.5, 2, 0.1, 1, 0.2), {}
    seen = []
    # 0.95 is better than 1.0 by less than a tenth; after each reaction one epoch is not counted.
    for loss in (1.0, 0.95, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5):
        schedule.observe(loss, state)
        seen.append(state.get(REACTION, 1.0))
    assert seen == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2]
