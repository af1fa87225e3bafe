"""What the generated sequences have in common: how long they are, and what stands behind their end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.data.dataset import Floats
from nnsim.data.points import MANY_POINTS, PointSource

MOST_STEPS = 1000


def sequence_count(default: int = 1000) -> int:
    """Declare how many sequences there are."""
    return integer(
        default,
        low=2,
        high=100_000,
        step=50,
        usual=(MANY_POINTS[0], max(MANY_POINTS[1], 2 * default)),
        label=mark("Sequences"),
    )


def sequence_steps(default: int, low: int = 1) -> int:
    """Declare how many steps the longest sequence has."""
    return integer(
        default,
        low=low,
        high=MOST_STEPS,
        usual=(low, 100),
        label=mark("Time steps"),
        help=mark("Of every sequence; of the longest where they differ in length."),
    )


def shortest_sequence() -> int:
    """Declare how many steps the shortest sequence has."""
    return integer(
        0,
        low=0,
        high=MOST_STEPS,
        usual=(0, 100),
        low_label=mark("all equally long"),
        label=mark("Steps of the shortest"),
        help=mark(
            "Lengths are drawn from this one to the longest; shorter sequences are filled with 0 at the end, "
            "and layers that read sequences stop before that."
        ),
    )


@dataclass(frozen=True)
class SequenceSource(PointSource):
    """Generated sequences whose answer stands at the end of each, (n, steps, features).

    Every source of this kind declares `steps`, `shortest` and what it needs beside them.
    """

    points: int = sequence_count()
    growing: float = real(
        0.0,
        low=0.0,
        high=1.0,
        label=mark("Growing lengths"),
        help=mark(
            "Over this share of the sequences, from the first, the longest length that is drawn grows from the"
            " shortest to the longest. 0: all lengths from the start. To train in this order, split in order and do not"
            " shuffle."
        ),
        since="0.2",
    )

    def _lengths(
        self, rng: np.random.Generator, steps: int, shortest: int, least: int = 1
    ) -> NDArray[np.int64]:
        """Return how long each sequence is, (n,): from `shortest`, and at least `least`, to `steps`; 0: all `steps`."""
        low = min(max(shortest or steps, least), steps)
        # While lengths grow, each of them is the longest for equally many sequences.
        grown = np.arange(self.points) / max(1.0, self.growing * self.points)
        longest = np.minimum(low + np.floor(grown * (steps - low + 1)), steps).astype(np.int64)
        return rng.integers(low, (longest if self.growing else steps) + 1, self.points)


def padded(inputs: Floats, lengths: NDArray[np.int64]) -> Floats:
    """Return sequences (n, steps, features) with 0 behind the end of each."""
    real = np.arange(inputs.shape[1]) < lengths[:, np.newaxis]
    return np.where(real[:, :, np.newaxis], inputs, 0.0)


def told_lengths(lengths: NDArray[np.int64], steps: int) -> NDArray[np.int64] | None:
    """Return the lengths as a Dataset keeps them: None where nothing is padded."""
    return None if (lengths == steps).all() else lengths
