"""What is known of each example beside its numbers: how much it counts, and how much of it is real.

Both are fed like the numbers of a layer that takes data, under ids no layer can have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

IMPORTANCE = "/importance"
"""Id of what is fed (batch, 1): how much an example counts in the loss."""
REAL = "/real"
"""Id of what is fed (batch, times): 1 where a sequence is real, 0 where it is padding."""


@dataclass(frozen=True)
class Beside:
    """What the examples of a network have beside their numbers.

    Attributes
    ----------
    weighted
        Whether they count differently.
    times
        Length of sequences that are padded to it; 0 where none are.
    """

    weighted: bool = False
    times: int = 0

    def buffers(self, batch: int, learns: bool, dtype: np.dtype[Any]) -> dict[str, np.ndarray]:
        """Return what a program for such a batch is fed with, by id: all examples count as 1 and are real."""
        sizes = {IMPORTANCE: int(self.weighted and learns), REAL: self.times}
        return {id_: np.ones((batch, size), dtype) for id_, size in sizes.items() if size}

    def rows(
        self, count: int, dtype: np.dtype[Any], weights: np.ndarray | None, lengths: np.ndarray | None
    ) -> dict[str, np.ndarray]:
        """Return what `count` examples are fed with, by id, (count, size) each.

        Parameters
        ----------
        weights
            (count,) how much each counts; None: 1.
        lengths
            (count,) real times of each, from the first; None: all.
        """
        fed: dict[str, np.ndarray] = {}
        if self.weighted:
            fed[IMPORTANCE] = np.ones((count, 1), dtype)
            if weights is not None:
                fed[IMPORTANCE][:, 0] = weights
        if self.times:
            fed[REAL] = np.ones((count, self.times), dtype)
            if lengths is not None:
                fed[REAL][:] = np.arange(self.times) < np.asarray(lengths)[:, np.newaxis]
        return fed


NOTHING = Beside()
"""Examples that all count the same, and are real to their end."""
