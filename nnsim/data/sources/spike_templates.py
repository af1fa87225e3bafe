"""Templates of spikes, each of which comes back a little moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import integer, real
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.points import MANY_SEEDS
from nnsim.data.sequences.generated import sequence_count
from nnsim.data.source import SEQUENCES, Source, sources


@sources.register
@dataclass(frozen=True)
class SpikeTemplates(Source):
    """Trains of spikes, (milliseconds, channels) of 0 and 1; the class is the template that they came from.

    Every template has in every channel spikes at random times (a Poisson process). For an example each of them is moved
    by a normal number of milliseconds; those moved over an end stay there. Templates have equally many spikes on the
    average, so that counting does not tell them apart.
    """

    key = "spike_templates"
    title = mark("Templates of spikes")
    summary = mark(
        "Some patterns of spikes come back, every spike a little earlier or later: which pattern was it?"
    )
    source = "W. Maass, T. Natschläger, H. Markram (2002), Real-time computing without stable states, Neural Computation 14"
    group = SEQUENCES
    order = 570

    points: int = sequence_count(400)
    templates: int = integer(4, low=2, high=26, label=mark("Templates"))
    channels: int = integer(2, low=1, high=200, usual=(1, 40), label=mark("Channels"))
    milliseconds: int = integer(200, low=10, high=1000, usual=(50, 500), label=mark("Milliseconds"))
    rate: float = real(
        40.0,
        low=1.0,
        high=500.0,
        usual=(5.0, 100.0),
        label=mark("Rate"),
        unit="Hz",
        help=mark("Spikes of a channel in a second, on the average."),
    )
    jitter: float = real(
        4.0,
        low=0.0,
        high=1000.0,
        usual=(0.0, 20.0),
        label=mark("Jitter"),
        unit="ms",
        help=mark("Standard deviation of what moves every spike."),
    )
    seed: int = integer(0, low=0, high=MOST_SEED, usual=MANY_SEEDS, label=mark("Seed"))

    def _read(self, progress: object) -> Dataset:
        rng = np.random.default_rng(self.seed)
        shape = (self.milliseconds, self.channels)
        chance = min(self.rate / 1000, 1.0)
        places = [np.argwhere(rng.random(shape) < chance) for _ in range(self.templates)]
        labels = np.arange(self.points, dtype=np.int64) % self.templates
        inputs = np.zeros((self.points, *shape))
        for example, label in zip(inputs, labels, strict=True):
            self._put(rng, example, places[label])
        return Dataset(
            title=tr(self.title),
            inputs=inputs,
            targets=labels,
            task="classes",
            input_names=(),
            target_names=tuple(chr(ord("A") + k) for k in range(self.templates)),
            ready=True,
        )

    def _put(self, rng: np.random.Generator, example: Floats, places: np.ndarray) -> None:
        """Write the spikes of a template into an example (milliseconds, channels) of 0, each a little moved."""
        times = np.rint(places[:, 0] + self.jitter * rng.standard_normal(len(places)))
        times = times.clip(0, self.milliseconds - 1).astype(np.intp)
        example[times, places[:, 1]] = 1.0
