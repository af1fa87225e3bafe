"""The Mackey-Glass equation: chaos that is made of a delay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.sequences.generated import sequence_count, sequence_steps
from nnsim.data.sequences.one_series import OneSeries
from nnsim.data.source import SEQUENCES, sources

_PER_STEP, _SETTLING = 10, 300
"""Steps of the integration for one of the series, and after how many of the series it is on its attractor."""


@sources.register
@dataclass(frozen=True)
class MackeyGlass(OneSeries):
    """dx/dt = 0.2·x(t−τ)/(1 + x(t−τ)¹⁰) − 0.1·x(t), one value a unit of time; the target lies behind each window.

    Up to τ = 16 it goes round, from 17 on it is chaotic: two beginnings part. Integrated by Heun's rule in steps of 0.1,
    with a past that the seed draws around 1.2.
    """

    key = "mackey_glass"
    title = mark("Mackey-Glass")
    summary = mark(
        "The number of blood cells swings in a way that never comes again: from its last values, what comes next? "
        "Chaos to be forecast."
    )
    formula = "dx/dt = 0.2·x(t−τ) / (1 + x(t−τ)¹⁰) − 0.1·x"
    source = (
        "M. C. Mackey, L. Glass (1977), Oscillation and chaos in physiological control systems, Science 197"
    )
    group = SEQUENCES
    order = 565

    points: int = sequence_count(2000)
    noise: float = real(
        0.0,
        low=0.0,
        high=2.0,
        usual=(0.0, 0.5),
        label=mark("Noise"),
        help=mark("Standard deviation of the normal noise on every value, on those to be told as well."),
    )
    steps: int = sequence_steps(30)
    horizon: int = integer(
        1,
        low=1,
        high=500,
        usual=(1, 50),
        label=mark("Steps ahead"),
        help=mark("1 is the value right behind the window."),
    )
    delay: int = integer(17, low=1, high=200, usual=(5, 40), label=mark("Delay τ"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        past = 1.2 + 0.1 * rng.uniform(-1.0, 1.0, self.delay * _PER_STEP + 1)
        count = _SETTLING + self.points + self.steps + self.horizon
        series = self._jitter(rng, mackey_glass(past, count)[_SETTLING:])
        return self._in_windows(series, series, self.steps, self.horizon, tr("value"))


def mackey_glass(past: Floats, count: int) -> Floats:
    """Return `count` values, one a unit of time, of the solution whose past is (delay·10 + 1,), the newest last."""
    step, delay = 1.0 / _PER_STEP, len(past) - 1
    x = np.concatenate([past, np.zeros((count - 1) * _PER_STEP)])
    for t in range(delay, len(x) - 1):
        before = _growth(x[t - delay]) - 0.1 * x[t]
        guess = x[t] + step * before
        x[t + 1] = x[t] + step / 2 * (before + _growth(x[t + 1 - delay]) - 0.1 * guess)
    return x[delay::_PER_STEP].copy()


def _growth(x: float) -> float:
    return 0.2 * x / (1.0 + x**10)
