"""How surprising held-out examples are, in nats: to a network, and to models that only count."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Examples, Prepared
from nnsim.training.scene import Scene

_SMOOTHING = 0.1
"""Added to every count, so that what was never seen is not impossible."""
_MOST_COUNTS = 50_000_000


def surprise(scene: Scene) -> float:
    """Return the mean of −ln p of what comes next over the validation part, NaN without one or without classes."""
    part = scene.prepared.validation
    if not len(part) or not scene.prepared.classes:
        return math.nan
    shares = scene.answers(scene.network.feed(part.values())).astype(np.float64)
    if shares.shape[1] == 1:
        shares = np.hstack((1 - shares, shares))
    right = shares[np.arange(len(shares)), np.asarray(part.targets)]
    with np.errstate(divide="ignore"):
        return float(-np.log(right).mean())


def counted_surprise(prepared: Prepared, before: int) -> float:
    """Return what `surprise` is of a model that counts in the training part what follows so many codes.

    0 codes before: a unigram model, 1: a bigram model, and so on.

    Raises
    ------
    NnsimError
        When the data are no codes with classes, or have fewer codes before, or too many different ones.
    """
    codes, classes = codes_of(prepared, prepared.train), prepared.classes
    if before > codes.shape[1] or classes ** (before + 1) > _MOST_COUNTS:
        raise NnsimError(tr("So many characters before cannot be counted in these data."))
    targets, held_out = (np.asarray(p.targets, np.int64) for p in (prepared.train, prepared.validation))
    if not len(held_out):
        return math.nan
    counts = np.zeros((classes**before, classes))
    np.add.at(counts, (_row(codes, before, classes), targets), 1)
    rows = counts[_row(codes_of(prepared, prepared.validation), before, classes)]
    right = rows[np.arange(len(rows)), held_out] + _SMOOTHING
    return float(-np.log(right / (rows.sum(1) + _SMOOTHING * classes)).mean())


def _row(codes: NDArray[np.int64], before: int, classes: int) -> NDArray[np.int64]:
    """Return the last `before` of codes (n, length) as one number each, in base `classes`."""
    row = np.zeros(len(codes), np.int64)
    for column in codes.T[len(codes.T) - before :]:
        row = row * classes + column
    return row


def codes_of(prepared: Prepared, part: Examples) -> NDArray[np.int64]:
    """Return the inputs of a part as codes of classes, (n, length), whether they came as codes or one input for each.

    Raises NnsimError for data that are neither.
    """
    shape, values = prepared.shape, part.values()
    if prepared.classes and len(shape) == 2 and shape[1] == prepared.classes:
        return np.asarray(values.argmax(2))
    if prepared.classes and len(shape) == 1:
        codes = np.rint(values).astype(np.int64)
        if (codes == values).all() and codes.min(initial=0) >= 0 and codes.max(initial=0) < prepared.classes:
            return codes
    raise NnsimError(tr("These data are no text by characters, nor states that follow each other."))
