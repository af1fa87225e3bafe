"""NARMA-10 and Mackey-Glass: against their equations worked out another way, and cut into windows."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.mackey_glass import MackeyGlass, mackey_glass
from nnsim.data.sources.narma import Narma10, driven
from nnsim.data.splitters.by_time import ByTime


def test_narma_follows_its_equation() -> None:
    data = Narma10(points=400, steps=12).load()
    u = np.concatenate([data.inputs[0, :, 0], data.inputs[1:, -1, 0]])
    # The target of window k belongs to the time behind it: y of time k + 12.
    y = dict(enumerate(data.targets[:, 0], 12))
    assert u.min() >= 0
    assert u.max() <= 0.5
    for t in range(21, 411):
        before = [y[t - i] for i in range(10)]
        told = 0.3 * y[t] + 0.05 * y[t] * sum(before) + 1.5 * u[t - 9] * u[t] + 0.1
        assert y[t + 1] == pytest.approx(told, rel=1e-12)


def test_inputs_that_drive_it_beyond_all_bounds_are_drawn_again() -> None:
    """Inputs near ½ do: with a generator that gives only those at first, later ones must come in their place."""

    class High(np.random.Generator):
        first = True

        def uniform(self, low: float, high: float, size: int) -> np.ndarray:  # type: ignore[override]
            high_ones, High.first = High.first, False
            return np.full(size, high) if high_ones else super().uniform(low, 0.4 * high, size)

    u, y = driven(High(np.random.PCG64(0)), 3000)
    assert np.isfinite(y).all()
    assert y.max() < 10
    assert (u == 0.5).any()
    assert (u < 0.2).any()


@pytest.mark.parametrize("delay", [2, 17])
def test_mackey_glass_is_what_a_finer_integration_gives(delay: int) -> None:
    past = 1.2 + 0.1 * np.sin(0.05 * np.arange(delay * 10 + 1))
    coarse = mackey_glass(past, 60)
    h, lag = 0.01, delay * 100
    x = list(np.interp(np.arange(lag + 1) * h, np.arange(len(past)) / 10, past))
    for t in range(lag, lag + 5900):
        x.append(x[t] + h * (0.2 * x[t - lag] / (1 + x[t - lag] ** 10) - 0.1 * x[t]))
    np.testing.assert_allclose(coarse, x[lag::100], atol=3e-3)


def test_at_a_small_delay_it_goes_round_and_at_17_two_beginnings_part() -> None:
    def parted(delay: int) -> float:
        past = np.full(delay * 10 + 1, 1.1)
        one, two = (mackey_glass(past + shift, 1500) for shift in (0.0, 1e-6))
        return float(np.abs(one - two)[-300:].max())

    assert parted(10) < 1e-4
    assert parted(17) > 1e-3


@pytest.mark.parametrize("source", [Narma10(points=90), MackeyGlass(points=90, horizon=3)])
def test_a_split_by_time_keeps_what_comes_later_out_of_training(source: Narma10 | MackeyGlass) -> None:
    data = prepare(DataSettings(source, validation_share=1 / 3, test_share=0.0, splitter=ByTime()))
    assert (len(data.train), len(data.validation)) == (60, 30)
    np.testing.assert_array_equal(data.rows.train, np.arange(60))
    windows = data.dataset.inputs[:, :, 0]
    np.testing.assert_array_equal(windows[1:, :-1], windows[:-1, 1:])
    if isinstance(source, MackeyGlass):
        np.testing.assert_array_equal(data.dataset.targets[:-3, 0], windows[3:, -1])
