"""Area under the receiver operating characteristic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.metric import Judged, Metric, metrics


@metrics.register
@dataclass(frozen=True)
class ROCAUC(Metric):
    """The area under the ROC curve, from ranks; equal scores share theirs.

    With more than two classes the mean over every class against the rest, for the classes that
    occur and are not alone. NaN where none is.
    """

    key = "roc_auc"
    title = mark("ROC-AUC")
    summary = mark(
        "How often an example of a class gets a higher score for it than an example of another; chance gives 0.5."
    )
    formula = "P(s₊ > s₋) + ½·P(s₊ = s₋)"
    source = "Hanley & McNeil 1982"
    order = 70

    def measure(self, judged: Judged) -> float:
        one_sided = [1] if judged.classes == 2 else range(judged.classes)
        areas = [_area(judged.scores[:, k], judged.targets == k, judged.weights) for k in one_sided]
        defined = [area for area in areas if area is not None]
        return float(np.mean(defined)) if defined else float("nan")


def _area(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray | None) -> float | None:
    """Return the area for one class, or None where there are only positives or only negatives."""
    if weights is not None:
        counted = weights > 0
        return _weighed_area(scores[counted], positive[counted], weights[counted])
    n = len(scores)
    count = int(positive.sum())
    if not 0 < count < n:
        return None
    if np.isnan(scores).any():
        return float("nan")
    _, place, ties = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (n - count)))


def _weighed_area(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> float | None:
    """Return the area where examples count differently: the share of weight of pairs that stand in order."""
    of_positive, of_negative = weights[positive].sum(), weights[~positive].sum()
    if not (of_positive > 0 and of_negative > 0):
        return None
    if np.isnan(scores).any():
        return float("nan")
    _, place = np.unique(scores, return_inverse=True)
    won = np.bincount(place, weights * positive)
    lost = np.bincount(place, weights * ~positive)
    below = np.cumsum(lost) - lost / 2
    return float((won * below).sum() / (of_positive * of_negative))
