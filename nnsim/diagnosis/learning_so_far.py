"""How far a run has come, as illnesses of what is asked weigh it: what is learned anyway is no illness."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.sign import Sign, rising

CHANCE_STEPS, CHANCE_EPOCHS = 60, 1.0
"""Steps and epochs after which a run that has learned nothing speaks."""
LONG_STEPS = 300
"""Steps after which it does, however large its data."""


def gain(case: Case) -> float:
    """Return which share of the loss of the best constant answer is gone on the training part; NaN while unknown."""
    loss, course = case.baseline.loss, case.course
    if course is None or loss is None or loss <= 0 or not len(course.train_loss):
        return math.nan
    return 1 - float(course.train_loss[-1]) / loss


def learned(case: Case, part: str = "train") -> float:
    """Return how much of a part is right beyond what a constant answer has: 0 nothing, 1 all; NaN while unknown.

    Of classes it is the accuracy above the share of the most frequent one, of numbers the share of the loss that is
    gone.
    """
    course = case.course
    if course is None:
        return math.nan
    accuracy = course.train_accuracy if part == "train" else course.val_accuracy
    if len(accuracy) and case.about is not None and len(case.about.class_shares):
        most = float(case.about.class_shares.max())
        return (float(accuracy[-1]) - most) / (1 - most) if most < 1 else math.nan
    losses, constant = (course.train_loss if part == "train" else course.val_loss), case.baseline.loss
    if constant is None or constant <= 0 or not len(losses):
        return math.nan
    return 1 - float(losses[-1]) / constant


def had_its_chance(case: Case) -> bool:
    """Whether the run has gone far enough that having learned nothing means something."""
    course = case.course
    if course is None:
        return False
    return (course.step >= CHANCE_STEPS and course.epoch >= CHANCE_EPOCHS) or course.step >= LONG_STEPS


def against(case: Case, most: float = 4.0, low: float = 0.9, high: float = 0.995) -> Iterator[Sign]:
    """Yield the counter-sign that all is learned, training and validation part, if it is: up to −`most` log-odds."""
    own, other = learned(case), learned(case, "val")
    share = own if math.isnan(other) else min(own, other)
    weight = rising(share, low, high, most)
    if weight > 0:
        yield Sign(
            tr("Learned of training and validation part"),
            f"{share:.0%}",
            tr("much less, where this is an illness"),
            -weight,
            share,
        )


def in_favour(case: Case, most: float = 3.0, low: float = 0.3, high: float = 0.02) -> Iterator[Sign]:
    """Yield the sign that a run which had its chance has learned next to nothing: up to `most` log-odds."""
    if not had_its_chance(case):
        return
    share = learned(case)
    weight = rising(share, low, high, most)
    if weight > 0:
        yield Sign(
            tr("Learned of the training part"),
            f"{max(share, 0.0):.0%}",
            tr("more and more"),
            weight,
            share,
            tr("After {step} steps hardly more is right than a constant answer has.").format(
                step=f"{case.step:,}"
            ),
        )
