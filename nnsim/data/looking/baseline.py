"""What simple methods make of the data: what stands beside the curves of a network to be compared with.

Each is fit on the training part and judged on the validation part, as the network sees both. No clock bounds the
work but counts do, so that the same data give the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Floats, Targets
from nnsim.data.prepared import Examples, Prepared
from nnsim.data.source import Progress

Key = Literal["constant", "nearest", "nearest_5", "linear"]
Measure = Literal["accuracy", "mse"]

MOST_ROWS, MOST_JUDGED, MOST_FEATURES = 20_000, 5_000, 2_000
_MOST_DISTANCES = 20_000_000_000
"""Rows to judge × rows to learn from × (features + 100), the least price of a distance."""
_MOST_CLASSIFIED, _MOST_SQUARES = 60_000_000, 20_000_000_000
_CHUNK = 4_000_000
"""Distances at once."""
_MOST_STEPS = 100
_RIDGE = 1e-9
_NEIGHBOURS = 5

TITLES: dict[Key, tuple[str, str]] = {
    "constant": (mark("Majority class"), mark("Mean")),
    "nearest": (mark("Nearest neighbour"), mark("Nearest neighbour")),
    "nearest_5": (mark("5 nearest neighbours"), mark("5 nearest neighbours")),
    "linear": (mark("Logistic regression"), mark("Linear model")),
}
"""What each is called for classes, and for a regression; marked for translation."""


@dataclass(frozen=True)
class Baseline:
    """What one simple method comes to on the validation part.

    Attributes
    ----------
    key, title
        The method, and its name for people, translated.
    value, what
        What was measured: the share of right classes, or the mean squared error as the loss has it, of
        standardised targets where the network's are.
    r2
        Of a regression, the share of the variation that is explained, the mean over the targets; else None.
    learned, judged, features
        Rows it learned from, rows it was judged on, and inputs it read.
    is_sample
        Whether these are not all there are.
    """

    key: Key
    title: str
    value: float
    what: Measure
    r2: float | None
    learned: int
    judged: int
    features: int
    is_sample: bool

    @property
    def told(self) -> str:
        """What it came to, in a sentence, and of how much of the data where that is not all."""
        if self.what == "accuracy":
            text = tr("{title}: {value} right").format(title=self.title, value=f"{self.value:.1%}")
        else:
            text = tr("{title}: mean squared error {value}, R² {r2}").format(
                title=self.title, value=f"{self.value:.4g}", r2=f"{self.r2:.3f}"
            )
        if not self.is_sample:
            return text
        return tr("{text} (of {learned} rows to learn from, {judged} to judge and {features} inputs)").format(
            text=text, learned=f"{self.learned:,}", judged=f"{self.judged:,}", features=f"{self.features:,}"
        )


@dataclass(frozen=True, eq=False)
class _Part:
    """Rows of a part: inputs (n, d), targets, and how much each counts (n,)."""

    x: Floats
    y: Targets
    weights: Floats

    def __len__(self) -> int:
        return len(self.x)


def baselines(prepared: Prepared, progress: Progress | None = None) -> Iterator[Baseline]:
    """Yield what simple methods come to, the quickest first: constant, linear model, 1 and 5 nearest neighbours.

    Neighbours are left out where the same rows train and validate, for each would be its own.

    Raises
    ------
    NnsimError
        When there is nothing to judge by.
    Cancelled
        When `progress` asks to stop.
    """
    if not len(prepared.train) or not len(prepared.validation):
        raise NnsimError(tr("There are no validation rows to judge by. Give validation a share of the rows."))
    look = _looking(progress)
    look(0.0)
    yield _constant(prepared)
    yield _linear(prepared, look)
    if prepared.validation is not prepared.train:
        yield from _nearest(prepared, look)
    look(1.0)


Look = Callable[[float], None]


def _looking(progress: Progress | None) -> Look:
    if progress is None:
        return lambda share: None
    return lambda share: progress(share, tr("Working out the baselines"))


def _some(examples: Examples, most: int) -> _Part:
    """Return at most so many rows and `MOST_FEATURES` inputs of a part, spread evenly."""
    rows = np.linspace(0, len(examples), min(len(examples), max(1, most)), endpoint=False).astype(np.intp)
    x = examples.values(rows).reshape(len(rows), -1)
    if x.shape[1] > MOST_FEATURES:
        x = x[:, np.linspace(0, x.shape[1], MOST_FEATURES, endpoint=False).astype(np.intp)]
    weights = np.ones(len(rows)) if examples.weights is None else examples.weights[rows]
    return _Part(np.asarray(x, np.float64), examples.targets[rows], weights)


def _judged(prepared: Prepared, key: Key, learned: int, judged: _Part, said: Targets) -> Baseline:
    """Return what `said` comes to: classes (n,), or targets (n, k), in the place of the targets that were judged."""
    features = judged.x.shape[1]
    whole = (len(prepared.train), len(prepared.validation), int(np.prod(prepared.shape)))
    is_sample = (learned, len(judged), features) != whole
    of_classes, of_numbers = TITLES[key]
    title = tr(of_classes) if prepared.task == "classes" else tr(of_numbers)
    weights = judged.weights if judged.weights.any() else np.ones(len(judged))
    if prepared.task == "classes":
        value = float(np.average(said == judged.y, weights=weights))
        return Baseline(key, title, value, "accuracy", None, learned, len(judged), features, is_sample)
    squares = (said - judged.y) ** 2
    value = float(np.average(squares.mean(1), weights=weights))
    explained = _explained(np.average(squares, 0, weights), judged.y, weights)
    return Baseline(key, title, value, "mse", explained, learned, len(judged), features, is_sample)


def _explained(left: Floats, targets: Targets, weights: Floats) -> float:
    """Return the mean over targets of 1 − left/variance; 1 or 0 where a target is constant."""
    whole = np.average((targets - np.average(targets, 0, weights)) ** 2, 0, weights)
    shares = np.where(whole > 0, 1 - left / np.where(whole > 0, whole, 1.0), np.where(left > 0, 0.0, 1.0))
    return float(shares.mean())


def _constant(prepared: Prepared) -> Baseline:
    """Judge the most frequent class, or the mean, of all training rows on all validation rows."""
    train, judged = prepared.train, prepared.validation
    ones = np.ones(len(judged)) if judged.weights is None else judged.weights
    part = _Part(np.zeros((len(judged), int(np.prod(prepared.shape)))), judged.targets, ones)
    if prepared.task == "classes":
        said = np.full(len(part), _frequent(train.targets.astype(np.int64), train.weights))
    else:
        said = np.broadcast_to(np.average(train.targets, 0, train.weights), judged.targets.shape)
    return _judged(prepared, "constant", len(train), part, said)


def _frequent(labels: NDArray[np.int64], weights: Floats | None) -> int:
    return int(np.bincount(labels, weights).argmax())


# ---- linear ------------------------------------------------------------------------------------


def _linear(prepared: Prepared, look: Look) -> Baseline:
    """Judge least squares, or logistic regression."""
    features = min(MOST_FEATURES, int(np.prod(prepared.shape)))
    if prepared.task == "classes":
        most = _MOST_CLASSIFIED // (features * prepared.classes)
    else:
        most = _MOST_SQUARES // features**2
    train = _some(prepared.train, min(MOST_ROWS, max(most, 500)))
    judged = _some(prepared.validation, MOST_ROWS)
    if prepared.task == "classes":
        said = _logistic(train, prepared.classes, look)(judged.x).argmax(1)
    else:
        said = _least_squares(train)(judged.x)
    return _judged(prepared, "linear", len(train), judged, said)


def _least_squares(train: _Part) -> Callable[[Floats], Floats]:
    """Return the linear map that is nearest to the targets.

    By normal equations of centred inputs, with so little of a ridge that it only matters where inputs depend on
    each other.
    """
    middle, target = np.average(train.x, 0, train.weights), np.average(train.y, 0, train.weights)
    x, y = train.x - middle, train.y - target
    weighed = x * train.weights[:, np.newaxis]
    square = weighed.T @ x
    square[np.diag_indices_from(square)] += _RIDGE * max(1.0, float(np.trace(square)) / len(square))
    slopes = np.linalg.solve(square, weighed.T @ y)
    return lambda x: (x - middle) @ slopes + target


def _logistic(train: _Part, classes: int, look: Look) -> Callable[[Floats], Floats]:
    """Return the scores (n, classes) of multinomial logistic regression, with ½‖W‖² added to the sum of losses.

    As scikit-learn's ``LogisticRegression()`` has it; at most 100 steps of L-BFGS.
    """
    from scipy.optimize import minimize

    n, d = train.x.shape
    labels = train.y.astype(np.int64)
    total = float(train.weights.sum()) or 1.0
    steps = 0

    def loss(flat: Floats) -> tuple[float, Floats]:
        w = flat.reshape(d + 1, classes)
        scores = train.x @ w[:-1] + w[-1]
        scores -= scores.max(1, keepdims=True)
        p = np.exp(scores)
        sums = p.sum(1, keepdims=True)
        losses = np.log(sums[:, 0]) - scores[np.arange(n), labels]
        p /= sums
        p[np.arange(n), labels] -= 1
        p *= train.weights[:, np.newaxis] / total
        gradient = np.concatenate((train.x.T @ p + w[:-1] / total, p.sum(0)[np.newaxis]))
        penalty = float((w[:-1] ** 2).sum()) / (2 * total)
        return float(losses @ train.weights) / total + penalty, gradient.ravel()

    def step(_: Floats) -> None:
        nonlocal steps
        steps += 1
        look(0.3 * steps / _MOST_STEPS)

    found = minimize(
        loss,
        np.zeros((d + 1) * classes),
        jac=True,
        method="L-BFGS-B",
        callback=step,
        options={"maxiter": _MOST_STEPS},
    )
    w = found.x.reshape(d + 1, classes)
    return lambda x: x @ w[:-1] + w[-1]


# ---- neighbours --------------------------------------------------------------------------------


def _nearest(prepared: Prepared, look: Look) -> Iterator[Baseline]:
    """Judge by the nearest, and by the five nearest rows of training, in the space the network sees."""
    train = _some(prepared.train, MOST_ROWS)
    price = len(train) * (train.x.shape[1] + 100)
    judged = _some(prepared.validation, min(MOST_JUDGED, max(100, _MOST_DISTANCES // price)))
    near = _neighbours(train.x, judged.x, min(_NEIGHBOURS, len(train)), look)
    for key, k in (("nearest", 1), ("nearest_5", _NEIGHBOURS)):
        told = train.y[near[:, :k]]
        if prepared.task == "classes":
            said: Targets = _voted(told.astype(np.int64), prepared.classes)
        else:
            said = told.mean(1)
        yield _judged(prepared, key, len(train), judged, said)  # type: ignore[arg-type]


def _neighbours(known: Floats, asked: Floats, k: int, look: Look) -> NDArray[np.intp]:
    """Return the places (n, k) in `known` nearest to each row that is asked about, the nearest first."""
    lengths = (known * known).sum(1)
    found = np.empty((len(asked), k), np.intp)
    rows = max(1, _CHUNK // len(known))
    for start in range(0, len(asked), rows):
        look(0.3 + 0.7 * start / len(asked))
        here = asked[start : start + rows]
        # |a − b|² without |a|², which is the same for all b.
        far = lengths - 2 * (here @ known.T)
        part = np.argpartition(far, k - 1, axis=1)[:, :k]
        order = np.argsort(np.take_along_axis(far, part, 1), axis=1, kind="stable")
        found[start : start + rows] = np.take_along_axis(part, order, 1)
    return found


def _voted(labels: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Return the class (n,) most of the neighbours (n, k) are of; of equally many, that with the nearer ones."""
    votes = np.zeros((len(labels), classes))
    for place in range(labels.shape[1]):
        votes[np.arange(len(labels)), labels[:, place]] += 1 + 0.1 / (1 + place) ** 2
    told: NDArray[np.int64] = votes.argmax(1)
    return told
