"""The contract of metrics: numbers that say to people how good predictions are; nothing trains on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Literal

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.settings import choice
from nnsim.base.text import mark
from nnsim.engine.loss import Loss

Measured = float | np.ndarray


@dataclass(frozen=True, eq=False)
class Judged:
    """Predictions beside what would have been right.

    Attributes
    ----------
    targets, predicted
        Classes: (n,) int64; numbers: (n, k) float64.
    classes
        Number of classes, 0 for numbers.
    weights
        (n,) how much each example counts; None: all the same.
    """

    targets: np.ndarray
    predicted: np.ndarray
    classes: int
    _output: np.ndarray = field(repr=False)
    _ranking: Callable[[], np.ndarray] = field(repr=False)
    weights: np.ndarray | None = None

    @cached_property
    def scores(self) -> np.ndarray:
        """For classes (n, classes) float64, the higher the likelier; for numbers the same as `predicted`.

        Worked out when first asked for: only metrics that rank read it, and it may take another look
        at the network.
        """
        return self._ranking()

    @cached_property
    def right(self) -> np.ndarray:
        """Which examples are of the class they were taken for, (n,) bool; an output that is NaN means none."""
        return np.asarray((self.predicted == self.targets) & ~np.isnan(self._output).any(axis=1))

    @cached_property
    def counts(self) -> np.ndarray:
        """How often class i (row) was taken for class j (column), (classes, classes) int64."""
        return self._pairs(None)

    @cached_property
    def weighed(self) -> np.ndarray:
        """The counts with every example as often as it counts: float64 where examples count differently."""
        return self.counts if self.weights is None else self._pairs(self.weights)

    def _pairs(self, weights: np.ndarray | None) -> np.ndarray:
        pairs = self.targets * self.classes + self.predicted
        return np.bincount(pairs, weights, self.classes**2).reshape(self.classes, self.classes)

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Return the mean over the examples (n, ...), each as often as it counts."""
        if self.weights is None:
            return np.asarray(values.mean(axis=0))
        return np.asarray(np.average(values, axis=0, weights=self.weights))

    @property
    def residuals(self) -> np.ndarray:
        """Targets minus predictions of numbers, (n, k)."""
        return np.asarray(self.targets - self.predicted)


def judge_classes(
    loss: Loss,
    output: np.ndarray,
    targets: np.ndarray,
    classes: int,
    ranks: Callable[[], np.ndarray | None] | None = None,
    weights: np.ndarray | None = None,
) -> Judged:
    """Return what the raw outputs (n, units) of a network with `loss` say of classes (n,).

    `ranks` is asked for what ranks better than the outputs (n, units), where these are rounded, see
    `Network.ranks`; `weights` (n,) is how much each example counts.
    """

    def scores() -> np.ndarray:
        found = ranks() if ranks is not None else None
        if output.shape[1] > 1:
            return loss.scores(output) if found is None else found
        margin = output.astype(np.float64) - loss.threshold()
        if found is not None:
            margin = found - _border(found, margin > 0)
        return np.hstack([-margin, margin])

    return Judged(targets, loss.predict_classes(output), classes, output, scores, weights)


def _border(ranks: np.ndarray, positive: np.ndarray) -> float:
    """Return what lies between the ranks of negative and of positive answers."""
    low = np.fmax.reduce(ranks[~positive], initial=-np.inf)
    high = np.fmin.reduce(ranks[positive], initial=np.inf)
    if np.isfinite(low) and np.isfinite(high):
        return float(low + (high - low) / 2)
    return float(low) + 1.0 if np.isfinite(low) else float(high) - 1.0 if np.isfinite(high) else 0.0


def judge_numbers(predicted: np.ndarray, targets: np.ndarray, weights: np.ndarray | None = None) -> Judged:
    """Return predicted numbers (n, k) beside targets (n, k); `weights` (n,) is how much each example counts."""
    predicted = np.asarray(predicted, np.float64)
    return Judged(np.asarray(targets, np.float64), predicted, 0, predicted, lambda: predicted, weights)


class Metric(Part):
    """A number, or a table, worked out from predictions and targets."""

    task: ClassVar[Literal["classes", "regression"]] = "classes"
    """What it judges: classes, or numbers."""
    is_table: ClassVar[bool] = False
    """True when it gives an array instead of one number."""

    def fits(self, classes: int) -> bool:
        """Return whether it says something about data with so many classes (0: numbers)."""
        return (classes > 0) == (self.task == "classes")

    def measure(self, judged: Judged) -> Measured:
        """Return the value for at least one example; NaN where the metric is not defined."""
        raise NotImplementedError


@dataclass(frozen=True)
class ClassShare(Metric):
    """A share worked out for every class.

    With two classes it is that of class 1; else, or on request, the mean over the classes that occur
    in targets or predictions.
    """

    average: str = choice(
        "auto",
        ("auto", mark("class 1 of two, else the mean over classes")),
        ("macro", mark("mean over classes")),
        label=mark("Of"),
    )

    def part_and_whole(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what is divided by what, both (classes,); `counts` is `Judged.weighed`."""
        raise NotImplementedError

    def measure(self, judged: Judged) -> float:
        part, whole = self.part_and_whole(judged.weighed)
        shares = part / np.where(whole > 0, whole, 1)
        if self.average == "auto" and judged.classes == 2:
            return float(shares[1])
        occur = judged.weighed.sum(axis=0) + judged.weighed.sum(axis=1) > 0
        return float(shares[occur].mean())


metrics: Registry[Metric] = Registry(Metric, "nnsim.engine.metrics", mark("metric"))
"""Metrics, one file each."""


def fitting_metrics(classes: int) -> list[Metric]:
    """Return all metrics, with their defaults, that fit data with so many classes (0: numbers)."""
    return [metric for metric in (cls() for cls in metrics) if metric.fits(classes)]


def measured(metric: Metric, judged: Judged) -> Measured:
    """Return the value of a metric; NaN for a number on no examples at all."""
    if not len(judged.targets) and not metric.is_table:
        return float("nan")
    with np.errstate(all="ignore"):
        return metric.measure(judged)


def explained_share(left: np.ndarray, whole: np.ndarray) -> float:
    """Return the mean over columns of 1 − left/whole, both (k,); 1 or 0 where `whole` is 0."""
    shares = np.where(whole > 0, 1 - left / np.where(whole > 0, whole, 1), np.where(left > 0, 0.0, 1.0))
    return float(shares.mean())
