"""Bits that must all be read to be answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import halves, position_noise
from nnsim.data.sequences.generated import (
    SequenceSource,
    padded,
    sequence_steps,
    shortest_sequence,
    told_lengths,
)
from nnsim.data.source import SEQUENCES, sources


@sources.register
@dataclass(frozen=True)
class ParitySequence(SequenceSource):
    """Random bits one after another; the class is whether an odd number of them are 1.

    No bit may be missed and none says anything by itself, yet one bit of memory is enough: turn it over at
    every 1.
    """

    key = "parity_sequence"
    title = mark("Parity of a sequence")
    summary = mark(
        "Zeros and ones come one after another: is the number of ones odd? "
        "A network must remember one bit and miss none; the longer the sequence, the harder."
    )
    formula = "y = x₁ ⊕ x₂ ⊕ … ⊕ x_T"
    source = "J. L. Elman (1990), Finding structure in time, on exclusive or over time"
    group = SEQUENCES
    order = 520

    noise: float = position_noise(0.0)
    steps: int = sequence_steps(8)
    shortest: int = shortest_sequence()

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        odd, row = halves(self.points), np.arange(self.points)
        bits = rng.integers(0, 2, (self.points, self.steps))
        lengths = self._lengths(rng, self.steps, self.shortest)
        bits[np.arange(self.steps) >= lengths[:, np.newaxis]] = 0
        # The last bit makes the sum odd or even as it is wanted, so that both classes are equally frequent.
        bits[row, lengths - 1] ^= (bits.sum(1) + odd) % 2
        return Dataset(
            title=tr(self.title),
            inputs=padded(self._jitter(rng, bits[:, :, np.newaxis].astype(np.float64)), lengths),
            targets=odd,
            task="classes",
            input_names=(),
            target_names=(tr("even"), tr("odd")),
            ready=True,
            lengths=told_lengths(lengths, self.steps),
        )
