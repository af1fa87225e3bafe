"""The best constant answer: what a network has to beat before it can be said to have learned anything."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.data.prepared import Examples, Prepared
from nnsim.engine.measure import loss_value
from nnsim.engine.stage import Output, Stage

FINE = 4000
"""Rows at least that stand for those that count differently: as finely are their shares kept."""


@dataclass(frozen=True)
class Baseline:
    """What it comes to, to answer every example alike, as well as that can be done.

    Attributes
    ----------
    loss
        The training loss of the best constant: the mean of the targets under squared errors, their
        median under absolute ones, the shares of the classes under cross-entropies; outputs and rows
        weighted as in training. None where it cannot be said.
    accuracy
        Share of the examples of the validation part (the training part where there is none) that are
        of the most frequent class in training, every row as often as it counts; None for a regression.
    """

    loss: float | None = None
    accuracy: float | None = None
    basis: tuple[object, ...] = field(default=(), repr=False, compare=False)
    """What it follows from: outputs, their units, and the data."""


UNKNOWN = Baseline()
"""While there are no data."""


def baseline_of(
    stages: Sequence[Stage], outputs: Sequence[Output], data: Prepared, known: Baseline = UNKNOWN
) -> Baseline:
    """Return the baseline of a network on the training targets as it sees them.

    It is `known` where it follows from the same: to work it out goes through all targets, and most
    edits change neither these nor the outputs.
    """
    if not len(data.train) or not outputs:
        return UNKNOWN
    shapes = {stage.id: stage.shape for stage in stages}
    units = tuple(math.prod(shapes[output.stage]) for output in outputs)
    basis = (tuple(outputs), units, data)
    if basis == known.basis:
        return known
    return Baseline(_loss(outputs, units, data), _accuracy(data), basis)


def _loss(outputs: Sequence[Output], units: Sequence[int], data: Prepared) -> float | None:
    total = 0.0
    counted = as_often_as_they_count(data.train)
    for output, count in zip(outputs, units, strict=True):
        targets = data.train.targets[counted]
        if output.columns is not None:
            targets = targets[:, list(output.columns)]
        try:
            encoded = output.loss.encode(targets, data.classes, count)
        except NnsimError:
            # A loss these targets do not suit says so itself when training begins.
            return None
        constant = np.broadcast_to(output.loss.best_constant(encoded), encoded.shape)
        total += output.weight * loss_value(output.loss, constant, encoded)
    return total if math.isfinite(total) else None


def as_often_as_they_count(examples: Examples) -> np.ndarray | slice:
    """Return rows among which every one comes about as often as it counts: what is said of them is said as losses and
    accuracies are measured. All of them where all count the same.
    """
    weights = examples.weights
    if weights is None or not float(weights.sum()) > 0:
        return slice(None)
    ends = np.cumsum(weights, dtype=np.float64)
    count = max(len(weights), FINE)
    places = (np.arange(count) + 0.5) / count * ends[-1]
    return np.asarray(np.minimum(np.searchsorted(ends, places), len(weights) - 1))


def shares_of(examples: Examples, classes: int) -> np.ndarray:
    """Return the share of each class, every row as often as it counts, (classes,)."""
    counts = np.bincount(examples.targets.astype(np.int64), examples.weights, classes)
    return np.asarray(counts / max(float(counts.sum()), 1e-300))


def _accuracy(data: Prepared) -> float | None:
    if not data.classes:
        return None
    most = shares_of(data.train, data.classes).argmax()
    judged = data.validation if len(data.validation) else data.train
    return float(shares_of(judged, data.classes)[most])
