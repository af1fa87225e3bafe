"""How well a network does, in a number that means the same under every loss and every scaling of the targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnsim.training.evaluator import Answers, Part
from nnsim.training.run import Run

Measure = Literal["accuracy", "r2"]


@dataclass(frozen=True)
class Score:
    """What a network comes to on a part of the data: the more the better, at most 1.

    Attributes
    ----------
    value
        Accuracy, the least of all outputs; or R², the mean over the targets, in the units of the data.
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
        return Score(min(float(one.right.mean()) for one in judged), "accuracy")
    values = [_r2(one.predicted, one.targets) for one in judged]
    return Score(float(np.mean(values)), "r2")


def _r2(predicted: np.ndarray, actual: np.ndarray) -> float:
    """Return 1 − Σ(y − ŷ)²/Σ(y − ȳ)², the mean over the columns; a column that is constant counts as 0 or 1."""
    with np.errstate(all="ignore"):
        missed = np.square(predicted - actual).sum(axis=0)
        spread = np.square(actual - actual.mean(axis=0)).sum(axis=0)
        found = np.where(
            spread > 0, 1 - missed / np.where(spread > 0, spread, 1), np.where(missed > 0, 0.0, 1.0)
        )
    return float(np.nan_to_num(found, nan=-np.inf, neginf=-1e300).mean())
