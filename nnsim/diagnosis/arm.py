"""One twin of a trial: what it came to at every look, and whether it does better than another."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.diagnosis.score import Measure, Score

LAST = 4
"""One part in so many of the looks, the last, tells how a twin ended: a single look is as good as chance has it."""
LESS_MISSED = 0.9
"""What is left unexplained, or the loss, has to fall to this share before that is called better."""
MOST_ALIKE = (0.005, 0.015)
"""Scores that differ by less are alike, by more are not, however many examples they come from."""
FEW, BEHIND = 3, 0.1
"""Looks by which is told who is behind, and by how much of a score that is far."""
USELESS = -1.0
"""R² below which it makes no difference how wrong answers are."""
LEAST_R2 = 0.02
"""R² from which numbers are told better than by their mean."""


@dataclass(frozen=True, eq=False)
class Arm:
    """One twin: what it came to at every look.

    Attributes
    ----------
    seed
        Of the training.
    steps, train_loss, val_loss, scores
        (m,) steps at which was measured; losses on both parts (NaN where there is no validation part); `Score.value`
        on the validation part. Large parts are measured on examples spread evenly over them.
    gradients
        Name of every layer with parameters, and the norm of its weights' gradient at the last look.
    what
        What the scores are, see `Score.what`.
    diverged
        Whether its loss grew beyond all bounds.
    stopped
        Whether early stopping ended it, which puts the best weights back.
    constant
        Score of the best constant answer.
    rows
        Examples behind a score.
    """

    seed: int
    steps: np.ndarray
    train_loss: np.ndarray
    val_loss: np.ndarray
    scores: np.ndarray
    gradients: tuple[tuple[str, float], ...]
    what: Measure = "accuracy"
    diverged: bool = False
    stopped: bool = False
    constant: float = 0.0
    rows: int = 0

    @property
    def best(self) -> Score | None:
        """The best it came to; None where nothing was measured."""
        finite = self.scores[np.isfinite(self.scores)]
        return Score(float(finite.max()), self.what) if finite.size else None

    @property
    def end(self) -> float:
        """The score it ended with: the median of the last looks; minus infinity where it diverged."""
        return -math.inf if self.diverged else self._ended(self.scores, -math.inf)

    @property
    def end_loss(self) -> float:
        """The validation loss it ended with, likewise; infinity where it diverged, NaN without that part."""
        return math.inf if self.diverged else self._ended(self.val_loss, math.nan)

    @property
    def wavering(self) -> float:
        """How far chance moves `end`: the spread of the last looks by the root of their number."""
        last = np.maximum(self._last(self.scores), USELESS)
        return float(last.std() / math.sqrt(len(last))) if len(last) > 1 and np.isfinite(last).all() else 0.0

    @property
    def learned(self) -> bool:
        """Whether it ended better than the best constant answer, by more than chance makes of that."""
        if not math.isfinite(self.end):
            return False
        if self.what == "r2":
            return self.end > max(LEAST_R2, self.wavering)
        return self.end > self.constant + self._chance(self.constant)

    def is_better_than(self, sick: Arm, *, same_loss: bool) -> bool:
        """Return whether it ended better than the twin `sick`, by more than chance makes of it.

        Parameters
        ----------
        same_loss
            Whether losses mean the same in both: then a lower one counts as well, where the score is no worse.
        """
        if not self.learned:
            return False
        if not math.isfinite(sick.end):
            return True
        chance = math.hypot(self.wavering, sick.wavering)
        gain = self.end - max(sick.end, USELESS)
        if self.what == "r2":
            missed, before = 1 - self.end, 1 - max(sick.end, USELESS)
            return missed < LESS_MISSED * before and gain > chance
        chance = math.hypot(chance, self._chance((self.end + sick.end) / 2))
        if gain > chance:
            return True
        return same_loss and gain > -chance and self.end_loss < LESS_MISSED * sick.end_loss

    def is_far_behind(self, other: Arm) -> bool:
        """Return whether it is far behind where `other` was after as many looks, or ended before."""
        looks = len(self.scores)
        if looks < FEW or not math.isfinite(other.end):
            return False
        then = other.end if len(other.scores) < looks else float(np.median(other.scores[looks - FEW : looks]))
        now = max(float(np.median(self.scores[-FEW:])), USELESS)
        return now < then - BEHIND

    @property
    def alike(self) -> float:
        """By how much scores may differ and still count as alike: half of what chance makes of them, within bounds."""
        if self.what == "r2" or not math.isfinite(self.end):
            return MOST_ALIKE[1] / 2
        return min(MOST_ALIKE[1], max(MOST_ALIKE[0], self._chance(self.end) / 2))

    def _chance(self, share: float) -> float:
        """Return the standard error of a share of `rows` examples, that of one example at least."""
        rows = max(1, self.rows)
        inside = min(max(share, 1 / (rows + 2)), 1 - 1 / (rows + 2))
        return max(1.0 / rows, math.sqrt(inside * (1 - inside) / rows))

    def _last(self, values: np.ndarray) -> np.ndarray:
        return values[-max(1, len(values) // LAST) :]

    def _ended(self, values: np.ndarray, otherwise: float) -> float:
        if not values.size:
            return otherwise
        found = float(values[-1]) if self.stopped else float(np.median(self._last(values)))
        return found if math.isfinite(found) else otherwise
