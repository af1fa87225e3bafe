"""What a run has learned so far, and whether it is still learning: what speaks against every illness."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnsim.diagnosis.baseline import Baseline
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.sign import rising


@dataclass(frozen=True, eq=False)
class Progress:
    """The losses of a run beside the best constant answer and beside the first. All shares are 0 to 1.

    Attributes
    ----------
    course, baseline
        The run, and the best constant answer.
    """

    course: Course
    baseline: Baseline

    @cached_property
    def losses(self) -> np.ndarray:
        """Losses on the whole training part that are numbers, oldest first, (m,); before its first step included."""
        found = self.course.train_loss
        return np.asarray(found[np.isfinite(found)])

    @cached_property
    def first(self) -> float:
        """The first of them; NaN where there is none."""
        return float(self.losses[0]) if len(self.losses) else math.nan

    @cached_property
    def now(self) -> float:
        """The last; NaN where there is none."""
        return float(self.losses[-1]) if len(self.losses) else math.nan

    @cached_property
    def best(self) -> float:
        """The least; NaN where there is none."""
        return float(self.losses.min()) if len(self.losses) else math.nan

    @cached_property
    def constant(self) -> float:
        """Loss of the best constant answer; the first loss where that is not known."""
        known = self.baseline.loss
        return self.first if known is None or not known > 0 else known

    @property
    def learned(self) -> float:
        """1 − loss / loss of the best constant answer, as of now, within 0 and 1; 0 where nothing is known."""
        return self._learned(self.now)

    @property
    def learned_at_best(self) -> float:
        """The same, of the least loss so far."""
        return self._learned(self.best)

    def _learned(self, loss: float) -> float:
        if not (loss == loss and self.constant > 0):
            return 0.0
        return min(1.0, max(0.0, 1.0 - loss / self.constant))

    @cached_property
    def right(self) -> float:
        """How much of what a constant answer gets wrong the training part gets right, 0 to 1; 0 for a regression."""
        found, constant = self.course.train_accuracy, self.baseline.accuracy
        if not len(found) or constant is None or constant >= 1 or found[-1] != found[-1]:
            return 0.0
        return min(1.0, max(0.0, (float(found[-1]) - constant) / (1.0 - constant)))

    @property
    def gone(self) -> float:
        """Share of the first loss that is gone, at most 1; below 0 where it has grown."""
        return 1.0 - self.now / self.first if self.first > 0 and self.now == self.now else 0.0

    @cached_property
    def bettered(self) -> float:
        """Share of the least loss of the first 60 % of the steps that the least of the rest is below it; 0 where it is
        not. A run that swings and still finds lower losses learns.
        """
        losses, early = self.course.train_loss, self.course.measured_at <= 0.6 * self.course.step
        known = np.isfinite(losses)
        before, after = losses[known & early], losses[known & ~early]
        if not (before.size and after.size and before.min() > 0):
            return 0.0
        return max(0.0, 1.0 - float(after.min()) / float(before.min()))

    @cached_property
    def surely_falling(self) -> float:
        """How surely the loss has fallen over the last half of the steps, 0 to 1: beside its noise, and by more than
        a thousandth.
        """
        return rising(self.course.trend, 2.0, 5.0, 1.0) * rising(self.course.recent_fall, 0.001, 0.01, 1.0)
