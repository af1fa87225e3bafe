"""The baseline: fixed thresholds as they were published, on the same runs (AutoTrainer, Zhang et al. 2021)."""

from __future__ import annotations

import math

import numpy as np

from nnsim.diagnosis.case import Case
from nnsim.diagnosis.examination import Examination

RATIO_BELOW, FIRST_BELOW = 1e-3, 1e-4
RATIO_ABOVE, LOSS_FROM = 70.0, 1e3
ZEROS_FROM = 0.7
SWINGS_BY, SWINGS_IN = 0.03, 1 / 3
RISES_BY, RISES_IN = 0.01, 0.6
FEWEST_EPOCHS = 4
"""Below so many, shares of the epochs mean nothing."""
NAMES = {
    "vanishing_gradients": ("vanishing_gradients",),
    "exploding_gradients": ("exploding_gradients",),
    "non_finite": ("exploding_gradients",),
    "dead_relus": ("dying",),
    "oscillating": ("oscillating",),
    "learning_rate_too_low": ("slow",),
}
"""Which of its words count as naming which illness: it has one for exploding and for numbers that are none."""


class Published:
    """What the fixed thresholds say of one run; its gradients are asked at every look after the first step."""

    def __init__(self) -> None:
        self._found: set[str] = set()
        self._last: Case | None = None

    def look(self, case: Case) -> None:
        """Take in a case."""
        self._last = case
        if case.diverged is not None:
            self._found.add("exploding_gradients")
        if case.now is not None and case.step:
            self._found |= of_gradients(case.now)

    @property
    def said(self) -> set[str]:
        """Return all that was found, the course of the accuracy included."""
        return self._found | (set() if self._last is None else of_course(self._last))


def of_gradients(seen: Examination) -> set[str]:
    """Return what the gradients and the loss of one look say."""
    layers = [layer for layer in seen.layers if layer.connects]
    norms = [layer.gradient for layer in layers]
    with np.errstate(all="ignore"):
        ratios = np.divide(norms[:-1], norms[1:]) if len(norms) > 1 else np.ones(0)
    found = set()
    if norms and bool((ratios < RATIO_BELOW).any()) and norms[0] < FIRST_BELOW:
        found.add("vanishing_gradients")
    broken = any(not layer.finite for layer in layers) or not math.isfinite(seen.loss)
    if bool((ratios > RATIO_ABOVE).any()) or seen.loss >= LOSS_FROM or broken:
        found.add("exploding_gradients")
    if any(layer.zeros >= ZEROS_FROM for layer in layers):
        found.add("dying")
    return found


def of_course(case: Case) -> set[str]:
    """Return what the accuracy of the training part says from epoch to epoch; nothing of a regression."""
    course = case.course
    if course is None or not len(course.train_accuracy):
        return set()
    whole = course.measured_at % course.steps_per_epoch == 0
    accuracy = course.train_accuracy[whole]
    changes = np.diff(accuracy)
    if len(changes) < FEWEST_EPOCHS:
        return set()
    found = set()
    if float((np.abs(changes) > SWINGS_BY).mean()) > SWINGS_IN:
        found.add("oscillating")
    if float((changes < RISES_BY).mean()) > RISES_IN:
        found.add("slow")
    return found
