"""Two numbers among many, to be added when all have passed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.points import target_noise
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
class AddingProblem(SequenceSource):
    """Numbers between 0 and 1, two of them marked by a second channel; the target is the sum of these two.

    One mark stands in the first half of a sequence, the other in the second. Who always says 1 has a mean
    squared error of 1/6 = 0.167: a network below that has remembered something.
    """

    key = "adding_problem"
    title = mark("Adding problem")
    summary = mark(
        "Many numbers pass by, two of them marked: what is their sum? "
        "Always saying 1 gives a mean squared error of 0.167; a network that remembers gets below."
    )
    formula = "y = x_i + x_j"
    source = (
        "S. Hochreiter, J. Schmidhuber (1997), Long short-term memory, experiment 4, in the form of "
        "Q. V. Le, N. Jaitly, G. Hinton (2015), arXiv:1504.00941"
    )
    group = SEQUENCES
    order = 530

    noise: float = target_noise(0.0)
    steps: int = sequence_steps(20, low=2)
    shortest: int = shortest_sequence()

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        row = np.arange(self.points)
        lengths = self._lengths(rng, self.steps, self.shortest, least=2)
        inputs = np.zeros((self.points, self.steps, 2))
        inputs[:, :, 0] = rng.random((self.points, self.steps))
        first, second = rng.integers(0, lengths // 2), rng.integers(lengths // 2, lengths)
        inputs[row, first, 1] = inputs[row, second, 1] = 1.0
        sums = inputs[row, first, 0] + inputs[row, second, 0]
        return Dataset(
            title=tr(self.title),
            inputs=padded(inputs, lengths),
            targets=self._jitter(rng, sums[:, np.newaxis]),
            task="regression",
            input_names=(),
            target_names=(tr("sum"),),
            ready=True,
            lengths=told_lengths(lengths, self.steps),
        )
