"""How well a network does, in a number that means the same under every loss and every scaling of the targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnsim.engine.metric import Judged
from nnsim.training.evaluator import Answers, Part
from nnsim.training.run import Run

Measure = Literal["accuracy", "balanced_accuracy", "r2"]
UNEQUAL = 3.0
"""The largest class has so many times the rows of the smallest where each class is to count the same."""


@dataclass(frozen=True)
class Score:
    """What a network comes to on a part of the data: the more the better, at most 1.

    Attributes
    ----------
    value
        Accuracy, the least of all outputs; where classes are of very unequal size the mean of the shares found of
        every class; or R², the mean over the targets, in the units of the data.
    what
        Which of them.
    """

    value: float
    what: Measure


def score(run: Run, part: str = "validation") -> Score:
    """Return how well `run` does on a part; on the training part where the one asked for is empty."""
    examples = getattr(run.prepared, part)
    if not len(examples):
        examples = run.prepared.train
    return score_of(Part(run.network, run.prepared, examples).ask())


def score_of(answers: Answers) -> Score:
    """Return how right `answers` are."""
    network, prepared = answers.part.network, answers.part.prepared
    judged = [answers.judged(k) for k in range(len(network.outputs))]
    if prepared.classes:
        what = measure_of(answers.part.examples.targets, prepared.classes)
        share = _found_of_each if what == "balanced_accuracy" else _right
        return Score(min(share(one) for one in judged), what)
    values = [_r2(one.predicted, one.targets) for one in judged]
    return Score(float(np.mean(values)), "r2")


def measure_of(targets: np.ndarray, classes: int) -> Measure:
    """Return what answers to `targets` are measured by."""
    if not classes:
        return "r2"
    counts = np.bincount(targets.astype(np.int64), minlength=classes)
    there = counts[counts > 0]
    unequal = len(there) > 1 and there.max() >= UNEQUAL * there.min()
    return "balanced_accuracy" if unequal else "accuracy"


def constant_score(train: np.ndarray, targets: np.ndarray, classes: int) -> float:
    """Return what the best constant answer comes to: always the most frequent class of `train`, or the mean."""
    what = measure_of(targets, classes)
    if what == "r2" or not len(targets) or not len(train):
        return 0.0
    if what == "balanced_accuracy":
        return 1.0 / len(np.unique(targets))
    most = np.bincount(train.astype(np.int64), minlength=classes).argmax()
    return float((targets == most).mean())


def _right(judged: Judged) -> float:
    return float(judged.right.mean())


def _found_of_each(judged: Judged) -> float:
    """Return the mean share found of every class that occurs; how much rows count plays no part."""
    return float(np.mean([judged.right[judged.targets == c].mean() for c in np.unique(judged.targets)]))


def _r2(predicted: np.ndarray, actual: np.ndarray) -> float:
    """Return 1 − Σ(y − ŷ)²/Σ(y − ȳ)², the mean over the columns; a column that is constant counts as 0 or 1."""
    with np.errstate(all="ignore"):
        missed = np.square(predicted - actual).sum(axis=0)
        spread = np.square(actual - actual.mean(axis=0)).sum(axis=0)
        found = np.where(
            spread > 0, 1 - missed / np.where(spread > 0, spread, 1), np.where(missed > 0, 0.0, 1.0)
        )
    return float(np.nan_to_num(found, nan=-np.inf, neginf=-1e300).mean())
