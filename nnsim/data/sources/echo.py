"""What was heard some steps ago."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.notes import Note
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
class Echo(SequenceSource):
    """Random bits; the class is the bit so many steps before the last one."""

    key = "echo"
    title = mark("Echo")
    summary = mark(
        "Zeros and ones come one after another: which came so many steps before the last? "
        "The more steps, the longer a network has to hold what it heard."
    )
    formula = "y = x_{T−k}"
    source = "H. Jaeger (2001), Short term memory in echo state networks, GMD report 152"
    group = SEQUENCES
    order = 540

    noise: float = position_noise(0.0)
    delay: int = integer(
        5,
        low=0,
        high=500,
        usual=(0, 30),
        label=mark("Steps ago"),
        help=mark("0 is the last bit itself, which needs no memory."),
    )
    steps: int = sequence_steps(10)
    shortest: int = shortest_sequence()

    def _read(self, progress: object) -> Dataset:
        rng = self._generator()
        steps, row = max(self.steps, self.delay + 1), np.arange(self.points)
        lengths = self._lengths(rng, steps, self.shortest, least=self.delay + 1)
        bits = rng.integers(0, 2, (self.points, steps))
        asked = halves(self.points)
        bits[row, lengths - 1 - self.delay] = asked
        notes: tuple[Note, ...] = ()
        if steps > self.steps:
            text = tr("The sequences have {n} time steps, as many as the echo needs")
            notes = (Note(text.format(n=steps)),)
        return Dataset(
            title=tr(self.title),
            inputs=padded(self._jitter(rng, bits[:, :, np.newaxis].astype(np.float64)), lengths),
            targets=asked,
            task="classes",
            input_names=(),
            target_names=("0", "1"),
            notes=notes,
            ready=True,
            lengths=told_lengths(lengths, steps),
        )
