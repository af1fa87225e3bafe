"""Days of weather, each drawn from the one before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnsim.base.errors import NnsimError
from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import integer
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import MANY_SEEDS
from nnsim.data.sequences.chain import walk
from nnsim.data.source import SEQUENCES, Source, sources

TRANSITIONS: Floats = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.2, 0.4, 0.4]])
"""P(tomorrow | today): rows are today, columns tomorrow, in the order of `names`."""


@sources.register
@dataclass(frozen=True)
class Weather(Source):
    """A walk of a Markov chain over sunny, cloudy and rainy days, by the matrix `TRANSITIONS`.

    The chain begins on a sunny day. Every day after the first few is an example: its input are the codes of the days
    before it, 0, 1 or 2, the nearest last; its class is the day itself.
    """

    key = "weather"
    title = mark("Weather, day by day")
    summary = mark(
        "Sunny, cloudy and rainy days: tomorrow is drawn by what today is. What does that make of a year?"
    )
    formula = (
        "P(sunny, cloudy, rainy) = (.7 .2 .1), (.3 .4 .3) or (.2 .4 .4) after a sunny, cloudy or rainy day"
    )
    source = "A. A. Markov 1906, on chains of events"
    group = SEQUENCES
    order = 545

    days: int = integer(5_000, low=3, high=200_000, usual=(100, 20_000), label=mark("Days"))
    length: int = integer(
        1,
        low=1,
        high=30,
        label=mark("Days before"),
        help=mark("How many a network sees to tell the next one. What lies farther back tells nothing more."),
    )
    seed: int = integer(0, low=0, high=MOST_SEED, usual=MANY_SEEDS, label=mark("Seed"))

    def _read(self, progress: object) -> Dataset:
        if self.days < self.length + 2:
            raise NnsimError(
                tr("{n} days are too few for {length} before each. Take more days, or fewer before.").format(
                    n=self.days, length=self.length
                )
            )
        walked = walk(TRANSITIONS, self.days, np.random.default_rng(self.seed))
        windows = sliding_window_view(walked[:-1], self.length)
        count = ntr("{n} example", "{n} examples", len(windows)).format(n=f"{len(windows):,}")
        return Dataset(
            title=tr(self.title),
            inputs=windows.astype(np.float64),
            targets=walked[self.length :],
            task="classes",
            input_names=tuple(f"t−{back}" for back in range(self.length, 0, -1)),
            target_names=(tr("sunny"), tr("cloudy"), tr("rainy")),
            notes=(count,),
            ready=True,
            moments=np.arange(self.length, self.days, dtype=np.float64),
        )
