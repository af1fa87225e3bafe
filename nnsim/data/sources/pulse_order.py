"""Short sequences that must be remembered to be understood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import MANY_POINTS, PointSource, halves, position_noise
from nnsim.data.source import SEQUENCES, sources


@sources.register
@dataclass(frozen=True)
class PulseOrder(PointSource):
    """One pulse in each of two channels, at random times; the class is which came first.

    A network that adds up over time sees the same sum for both classes: only one that keeps a
    state can answer. A small relative of the temporal order problem.
    """

    key = "pulse_order"
    title = mark("Which pulse came first")
    summary = mark("Two channels, one pulse in each: which came first? Needs memory; an LSTM learns it.")
    source = "S. Hochreiter, J. Schmidhuber (1997), Long short-term memory, experiment 6"
    group = SEQUENCES
    order = 510

    points: int = integer(400, low=2, high=100_000, step=50, usual=MANY_POINTS, label=mark("Sequences"))
    noise: float = position_noise(0.1)
    steps: int = integer(10, low=2, high=200, label=mark("Time steps"))

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        first_channel = halves(self.points)
        first = rng.integers(0, self.steps - 1, self.points)
        second = rng.integers(first + 1, self.steps)
        clean = np.zeros((self.points, self.steps, 2))
        row = np.arange(self.points)
        clean[row, first, first_channel] = 1.0
        clean[row, second, 1 - first_channel] = 1.0
        return Dataset(
            title=tr(self.title),
            inputs=self._jitter(rng, clean),
            targets=first_channel,
            task="classes",
            input_names=(),
            target_names=(tr("channel 1 first"), tr("channel 2 first")),
            ready=True,
        )
