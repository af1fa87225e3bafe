"""NARMA-10: a system that remembers ten steps and bends them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import target_noise
from nnsim.data.sequences.generated import sequence_count, sequence_steps
from nnsim.data.sequences.one_series import OneSeries
from nnsim.data.source import SEQUENCES, sources

_ORDER, _SETTLING = 10, 200
"""How many steps it remembers, and after how many nothing is left of how it began."""
_BOUND, _AGAIN = 10.0, 50
"""Values beyond the first have left for infinity, which some inputs make them; so many of these are drawn again then."""


@sources.register
@dataclass(frozen=True)
class Narma10(OneSeries):
    """Random numbers u drive y; a network sees the last u, never y, and tells the next y.

    y(t+1) = 0.3·y(t) + 0.05·y(t)·Σ y(t−i), i = 0 … 9, + 1.5·u(t−9)·u(t) + 0.1, u drawn evenly from 0 to 0.5. Input that
    drives y beyond all bounds is drawn again from 50 steps before.
    """

    key = "narma_10"
    title = mark("NARMA-10")
    summary = mark(
        "A system is driven by random numbers, remembers ten of them and multiplies: what does it do next? "
        "The usual test of reservoirs."
    )
    formula = "y(t+1) = 0.3·y(t) + 0.05·y(t)·Σᵢ y(t−i) + 1.5·u(t−9)·u(t) + 0.1"
    source = "A. F. Atiya, A. G. Parlos (2000), New results on recurrent network training, IEEE Trans. Neural Networks 11"
    group = SEQUENCES
    order = 560

    points: int = sequence_count(3000)
    noise: float = target_noise(0.0)
    steps: int = sequence_steps(24, low=_ORDER)

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        u, y = driven(rng, _SETTLING + self.points + self.steps + 1)
        y = self._jitter(rng, y)
        return self._in_windows(u[_SETTLING:], y[_SETTLING:], self.steps, 1, "y")


def driven(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Return u and y (count,) each, y beginning at 0; where y would leave all bounds the last u are drawn again."""
    u, y = rng.uniform(0.0, 0.5, count), np.zeros(count)
    t = _ORDER - 1
    while t < count - 1:
        total = y[t - _ORDER + 1 : t + 1].sum()
        y[t + 1] = 0.3 * y[t] + 0.05 * y[t] * total + 1.5 * u[t - _ORDER + 1] * u[t] + 0.1
        if y[t + 1] < _BOUND:
            t += 1
            continue
        back = max(t - _AGAIN, _ORDER - 1)
        u[back : t + 1] = rng.uniform(0.0, 0.5, t + 1 - back)
        t = back
    return u, y
