"""How far a run has come, as illnesses weigh it: a network that learns is not ill for a quirk of its gradients."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.sign import Sign, rising

NEWEST = 16
"""Buckets of readings that count as now."""
BEATEN = 0.95
"""Share of the loss of the best constant answer below which a network has learned something."""
KNOWN_AFTER = 50
"""Steps after which a network that is well has mostly begun to learn."""


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


def learned(case: Case, most: float, little: float = 0.9, much: float = 0.5) -> Iterator[Sign]:
    """Yield the counter-sign that a network learns: it weighs nothing above `little`, and −`most` below `much`."""
    share = left(case)
    if share < little:
        text = tr("The training loss is down to {share} of what the best constant answer costs.")
        yield Sign(
            tr("Training loss beside the best constant answer"),
            f"{share:.0%}",
            tr("below {share}").format(share=f"{BEATEN:.0%}"),
            -rising(share, little, much, most),
            share,
            text.format(share=f"{share:.0%}"),
        )


def stuck(case: Case, most: float) -> Iterator[Sign]:
    """Yield the sign that after some steps nothing was learned yet: up to `most` after many of them."""
    share = left(case)
    if share >= BEATEN and case.step >= KNOWN_AFTER:
        text = tr("After {step} steps the training loss is {share} of what the best constant answer costs.")
        yield Sign(
            tr("Training loss beside the best constant answer"),
            f"{share:.0%}",
            tr("below {share}").format(share=f"{BEATEN:.0%}"),
            rising(math.log10(case.step), math.log10(KNOWN_AFTER) - 0.3, math.log10(6 * KNOWN_AFTER), most),
            share,
            text.format(step=f"{case.step:,}", share=f"{share:.0%}"),
        )


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


def does_well(
    case: Case, little: float, much: float, most: float, *, by_loss: bool = False
) -> Iterator[Sign]:
    """Yield the counter-sign that a network explains what it has not learned from: −`most` from `much` on."""
    share = explained(case, by_loss=by_loss)
    if share == share:
        text = tr("The network explains {share} of what a constant answer gets wrong.")
        yield Sign(
            tr("Explained of what it has not learned from"),
            f"{max(0.0, share):.0%}",
            tr("most of it"),
            -rising(share, little, much, most),
            share,
            text.format(share=f"{max(0.0, share):.0%}"),
        )
