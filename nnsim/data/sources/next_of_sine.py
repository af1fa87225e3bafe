"""How a noisy oscillation goes on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.sequences.generated import sequence_steps
from nnsim.data.sequences.one_series import OneSeries
from nnsim.data.source import SEQUENCES, sources


@sources.register
@dataclass(frozen=True)
class NextOfSine(OneSeries):
    """A sine with noise, cut into windows that overlap; the target is the value so many steps behind each.

    The seed draws the phase and the noise. Windows stand in the order of time, and each row knows when its
    target is (`Dataset.moments`), so that a split by time keeps the future out of training.
    """

    key = "next_of_sine"
    title = mark("How a sine goes on")
    summary = mark(
        "A wave with noise is measured at equal times: from its last values, what comes next? "
        "The simplest forecast of a time series."
    )
    formula = "y_t = sin(2π·t/p + φ) + ε"
    group = SEQUENCES
    order = 550

    noise: float = real(
        0.1,
        low=0.0,
        high=2.0,
        usual=(0.0, 0.5),
        label=mark("Noise"),
        help=mark("Standard deviation of the normal noise on every value, on those to be told as well."),
    )
    steps: int = sequence_steps(20)
    horizon: int = integer(
        1,
        low=1,
        high=500,
        usual=(1, 50),
        label=mark("Steps ahead"),
        help=mark("1 is the value right behind the window."),
    )
    period: float = real(
        25.0, low=2.0, high=1000.0, usual=(5.0, 100.0), label=mark("Steps of one period"), log=True
    )

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        phase = rng.uniform(0, 2 * np.pi)
        time = np.arange(self.points + self.steps + self.horizon - 1)
        series = self._jitter(rng, np.sin(2 * np.pi * time / self.period + phase))
        return self._in_windows(series, series, self.steps, self.horizon, tr("value"))
