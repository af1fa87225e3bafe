"""Words of bits to be said again, in their order, when all have passed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import position_noise
from nnsim.data.sequences.generated import SequenceSource, padded, sequence_count, told_lengths
from nnsim.data.source import SEQUENCES, sources

_MOST_WORDS = 100


@sources.register
@dataclass(frozen=True)
class CopyTask(SequenceSource):
    """L words of bits pass by, then a mark; in the L times after it they are to be said again, in their order.

    Of the channels the first are the bits, then one that is 1 at the mark, and one that is 1 while an answer is
    asked for. The target at every time is one number a bit, time by time: 0 where nothing is asked, which is silence.
    """

    key = "copy_task"
    title = mark("Copy")
    summary = mark(
        "Words of random bits pass by, then a mark: now say them all again, in their order. "
        "A network needs a memory with places; the more words, the harder."
    )
    formula = "y(L + t) = x(t),  t = 1 … L"
    source = "A. Graves, G. Wayne, I. Danihelka (2014), Neural Turing machines, arXiv:1410.5401, section 4.1"
    group = SEQUENCES
    order = 550

    points: int = sequence_count()
    noise: float = position_noise(0.0)
    bits: int = integer(4, low=1, high=16, label=mark("Bits of a word"))
    words: int = integer(5, low=1, high=_MOST_WORDS, usual=(1, 20), label=mark("Words"))
    fewest: int = integer(
        1,
        low=0,
        high=_MOST_WORDS,
        usual=(0, 20),
        low_label=mark("all equally long"),
        label=mark("Words of the shortest"),
        help=mark(
            "How many words there are is drawn for each sequence; shorter ones are filled with 0 at the end."
        ),
    )

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        words = self._lengths(rng, self.words, self.fewest)
        row, steps = np.arange(self.points), 2 * self.words + 1
        spoken = np.arange(self.words) < words[:, np.newaxis]
        said = rng.integers(0, 2, (self.points, self.words, self.bits)) * spoken[:, :, np.newaxis]
        inputs = np.zeros((self.points, steps, self.bits + 2))
        targets = np.zeros((self.points, steps, self.bits))
        inputs[:, : self.words, : self.bits] = said
        inputs[row, words, self.bits] = 1.0
        inputs[:, :, -1] = np.arange(steps) > words[:, np.newaxis]
        for k in range(self.words):
            targets[row, words + 1 + k] = said[:, k]
        lengths = 2 * words + 1
        return Dataset(
            title=tr(self.title),
            inputs=padded(self._jitter(rng, inputs), lengths),
            targets=targets.reshape(self.points, -1),
            task="regression",
            input_names=(),
            target_names=tuple(
                tr("bit {bit} at {time}").format(bit=bit + 1, time=time + 1)
                for time in range(steps)
                for bit in range(self.bits)
            ),
            channel_names=(
                *(tr("bit {bit}").format(bit=bit + 1) for bit in range(self.bits)),
                tr("mark"),
                tr("asked"),
            ),
            ready=True,
            lengths=told_lengths(lengths, steps),
        )
