"""Verdicts and trials as JSON data, for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nnsim.base.text import tr
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.trial import Arm, Trial


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """Return an illness that was found, with its evidence, the strongest first."""
    return {
        "key": verdict.key,
        "title": tr(verdict.illness.title),
        "group": verdict.illness.group,
        "text": verdict.text,
        "confidence": finite(verdict.confidence),
        "since_step": int(verdict.since_step),
        "evidence": [
            {
                "sign": sign.name,
                "value": sign.value,
                "usual": sign.usual,
                "number": finite(sign.number),
                "weight": finite(sign.weight),
            }
            for sign in verdict.signs
        ],
    }


def cure_record(trial: Trial) -> dict[str, Any]:
    """Return a cure that was tried, or why it was not.

    ``before`` and ``after`` are the best accuracies, balanced accuracies or R², that the twins came to on the validation part, the mean
    over the seeds; ``loss_before`` and ``loss_after`` the losses likewise.
    """
    return {
        "key": trial.key,
        "for": trial.illness,
        "label": trial.label,
        "tried": was_tried(trial),
        "helped": bool(trial.helped),
        "measure": measure_of(trial),
        "before": finite(best_score(beside(trial))),
        "after": finite(best_score(trial.cured)),
        "loss_before": finite(least_loss(beside(trial))),
        "loss_after": finite(least_loss(trial.cured)),
        "seeds": sorted({int(arm.seed) for arm in trial.cured}),
        "edits": list(trial.edits),
        "diverged": any(arm.diverged for arm in trial.cured),
        "why_not": trial.why_not,
    }


def beside(trial: Trial) -> list[Arm]:
    """Return the twins as they are of those seeds on which the cure was tried; all where it was not."""
    seeds = {arm.seed for arm in trial.cured}
    return [arm for arm in trial.sick if arm.seed in seeds or not seeds]


def was_tried(trial: Trial) -> bool:
    """Return whether a cure was trained at all."""
    return any(len(arm.steps) for arm in trial.cured)


def measure_of(trial: Trial) -> str | None:
    """Return what its scores are, ``accuracy``, ``balanced_accuracy`` or ``r2``; None where it was not tried."""
    return next((arm.what for arm in (*trial.cured, *trial.sick)), None)


def best_score(arms: Sequence[Arm]) -> float:
    """Return the mean over twins of the best score each came to; NaN where none was measured."""
    return _mean([float(arm.best.value) for arm in arms if arm.best is not None])


def least_loss(arms: Sequence[Arm]) -> float:
    """Return the mean over twins of the least loss on the validation part, on the training part without one."""
    return _mean([_least(arm) for arm in arms])


def _least(arm: Arm) -> float:
    for losses in (arm.val_loss, arm.train_loss):
        known = losses[np.isfinite(losses)]
        if len(known):
            return float(known.min())
    return math.nan


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return sum(known) / len(known) if known else math.nan


def finite(value: float | None) -> float | None:
    """Return `value` as a plain number, or None where JSON has none for it."""
    return float(value) if value is not None and math.isfinite(value) else None
