"""Keeping so many moments of a training whose length is known, for programs: evenly, the last included."""

from __future__ import annotations

import math

from nnsim.base.archive import MOST_BYTES
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.history_file import MOST_KEPT
from nnsim.document.kept import Kept
from nnsim.training.run import Run

_OF_THE_FILE = 0.9
"""Share of a file's greatest length that moments may take; weights and curves need the rest."""


class EvenKeeper:
    """Keeps up to `most` moments from step `first` to step `last`, with equal gaps.

    Training may end before: it then has at least half as many, with equal gaps but for the last. Until
    the end moments are kept with gaps that double, always by the same steps, whoever looks on.

    Attributes
    ----------
    kept
        What is kept, by steps.
    next_step
        The step at which the next moment is due.
    """

    def __init__(self, first: int, last: int, most: int) -> None:
        self.kept: list[Kept] = []
        self._most = most
        self._first = first
        gap = math.inf if most < 2 else (last - first) / (most - 1)
        self._gap = 1.0 if gap <= 1 else gap / 2 ** math.floor(math.log2(gap)) if most > 1 else gap
        self.next_step = first if most > 1 else last + 1

    def is_due(self, step: int) -> bool:
        """Return whether a moment is to be kept at `step`."""
        return step >= self.next_step

    def keep(self, kept: Kept) -> None:
        """Keep a moment that is due, and let go of every other one when there are too many."""
        self.kept.append(kept)
        if len(self.kept) > self._most:
            self.kept = self.kept[::2]
            self._gap *= 2
        self.next_step = self._first + round(len(self.kept) * self._gap)

    def finish(self, kept: Kept) -> None:
        """Keep the moment at which training has ended; those after it led to numbers that are none."""
        self.kept = [k for k in self.kept if k.step < kept.step][: max(0, self._most - 1)]
        self.kept.append(kept)


def even_keeper(run: Run, epochs: int, most: int) -> EvenKeeper:
    """Return what keeps `most` moments of the next `epochs` epochs of `run`, where it stands included.

    Raises
    ------
    NnsimError
        When there is no such number of moments, or no file could hold them.
    """
    if not 1 <= most <= MOST_KEPT:
        raise NnsimError(
            tr("{n} moments cannot be kept. Choose a number from 1 to {most}.").format(
                n=f"{most:,}", most=f"{MOST_KEPT:,}"
            )
        )
    one = max(1, run.moment().nbytes)
    fit = int(_OF_THE_FILE * MOST_BYTES) // one
    if most > fit:
        raise NnsimError(
            tr(
                "{n} moments of this network would take {size} GB, and no project file is larger than"
                " {most} GB. Keep {fit} at most."
            ).format(
                n=f"{most:,}", size=f"{most * one / 1e9:.3g}", most=f"{MOST_BYTES / 1e9:g}", fit=f"{fit:,}"
            )
        )
    batches = run.batches
    batch = run.setup.batch
    left = batches.steps_left(batch) + (epochs - 1) * batches.steps_per_epoch(batch) if epochs else 0
    return EvenKeeper(run.step, run.step + left, most)
