"""What a run has learned so far, and whether it is still learning: what speaks against every illness."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nnsim.diagnosis.baseline import Baseline
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.sign import rising

if TYPE_CHECKING:
    from nnsim.diagnosis.case import Case

NEWEST = 16
"""Buckets of readings that count as now."""
CHANCE_STEPS, CHANCE_EPOCHS = 60, 1.0
"""Steps and epochs after which a run that has learned nothing speaks."""
LONG_STEPS = 300
"""Steps after which it does, however large its data."""


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
    def gone_from_most(self) -> float:
        """Share of the greatest loss so far that is gone, 0 to 1; 0 where nothing is known."""
        most = float(self.losses.max()) if len(self.losses) else 0.0
        return 1.0 - self.now / most if most > 0 else 0.0

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


def left(case: Case) -> float:
    """Return what is left of the training loss, as a share of that of the best constant answer.

    Of the first loss where no constant is worse than a perfect answer; NaN while no loss is known.
    """
    course = case.course
    if course is None:
        return math.nan
    measured = course.train_loss[np.isfinite(course.train_loss)]
    batches = course.batch_loss[-NEWEST:]
    batches = batches[np.isfinite(batches)]
    if case.diverged is not None or not (len(measured) or len(batches)):
        return math.nan
    loss = float(measured[-1]) if len(measured) else float(batches.mean())
    base = case.baseline.loss
    if base is None or base <= 0:
        base = float(measured[0]) if len(measured) else 0.0
    return loss / base if base > 0 else math.nan


def fallen(case: Case) -> float:
    """Return the training loss as a share of what it was after 60 % of the steps; NaN while that is not known."""
    course = case.course
    if course is None or case.diverged is not None or len(course.train_loss) < 3:
        return math.nan
    before = max(0, int(np.searchsorted(course.measured_at, 0.6 * case.step, "right")) - 1)
    then, now = float(course.train_loss[before]), float(course.train_loss[-1])
    return now / then if then > 0 else math.nan


def gain(case: Case) -> float:
    """Return which share of the loss of the best constant answer is gone on the training part; NaN while unknown."""
    loss, course = case.baseline.loss, case.course
    if course is None or loss is None or loss <= 0 or not len(course.train_loss):
        return math.nan
    return 1 - float(course.train_loss[-1]) / loss


def learned_of(case: Case, part: str = "train") -> float:
    """Return how much of a part is right beyond what a constant answer has: 0 nothing, 1 all; NaN while unknown.

    Of classes it is the accuracy above the share of the most frequent one, of numbers the share of the loss that is
    gone.
    """
    course = case.course
    if course is None:
        return math.nan
    accuracy = course.train_accuracy if part == "train" else course.val_accuracy
    if len(accuracy) and case.about is not None and len(case.about.counted_shares):
        most = float(case.about.counted_shares.max())
        return (float(accuracy[-1]) - most) / (1 - most) if most < 1 else math.nan
    losses, constant = (course.train_loss if part == "train" else course.val_loss), case.baseline.loss
    if constant is None or constant <= 0 or not len(losses):
        return math.nan
    return 1 - float(losses[-1]) / constant


def explained(case: Case, *, by_loss: bool = False) -> float:
    """Return how much of what a constant answer gets wrong the network gets right on what it has not learned from.

    Of classes the right answers, or of the loss where that says more; of numbers the loss. Of the training part where
    there is no validation part; below 0 where it does worse, NaN before anything was measured. `by_loss`: the loss
    alone, which minds how sure wrong answers are.
    """
    course, progress = case.course, case.progress
    if course is None or progress is None or case.diverged is not None:
        return math.nan
    losses = course.val_loss[np.isfinite(course.val_loss)]
    if not len(losses):
        return max(progress.right, progress.learned)
    found = 1.0 - float(np.median(losses[-3:])) / max(progress.constant, 1e-30)
    right, constant = course.val_accuracy[np.isfinite(course.val_accuracy)], case.baseline.accuracy
    if len(right) and constant is not None and constant < 1 and not by_loss:
        found = max(found, (float(np.median(right[-3:])) - constant) / (1.0 - constant))
    return found


def learned_at_best(case: Case) -> float:
    """Return the best that can be said of how much was learned: by loss, answers or variance, of either part; 0 to 1."""
    if case.progress is None:
        return 0.0
    found = explained(case)
    return max(case.progress.learned, case.progress.right, found if found == found else 0.0, _variance(case))


def _variance(case: Case) -> float:
    """Return the share of the variance of numbers that the outputs explain in the batch that was looked at; 0 of classes.

    The least that a loss can be is not always 0: the cross-entropy of shares, for one.
    """
    if case.now is None or case.data is None or case.data.classes:
        return 0.0
    shares = [0.0]
    for output in case.now.outputs:
        whole = float(np.square(output.asked - output.asked.mean(axis=0)).sum())
        if output.said.shape == output.asked.shape and whole > 0:
            shares.append(1.0 - float(np.square(output.said - output.asked).sum()) / whole)
    return max(share for share in shares if share == share)


def had_its_chance(case: Case) -> bool:
    """Whether the run has gone far enough that having learned nothing means something."""
    course = case.course
    if course is None:
        return False
    return (course.step >= CHANCE_STEPS and course.epoch >= CHANCE_EPOCHS) or course.step >= LONG_STEPS
