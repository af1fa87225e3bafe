"""What the nearest neighbours of an example say of it: whether there is anything to be learned from the inputs."""

from __future__ import annotations

import numpy as np

from nnsim.data.prepared import Prepared

ASKED, TOLD, MOST_NUMBERS = 200, 1000, 400_000
"""Examples that are asked about, of how many at most their neighbours are sought among, and numbers looked at."""
NEIGHBOURS = 5
"""Neighbours that answer together."""


def spared(data: Prepared) -> float:
    """Return the share of a constant answer's errors that the nearest training examples spare, 0 to 1.

    Errors are wrong answers for classes, squared differences for numbers (the mean over the targets). 1 where there are
    too few examples to say, so that nobody takes few for hopeless.
    """
    train = data.train
    width = int(np.prod(train.inputs.shape[1:])) or 1
    count = min(len(train), TOLD, max(ASKED, MOST_NUMBERS // width))
    if count < 4 * NEIGHBOURS:
        return 1.0
    rows = np.linspace(0, len(train), count, endpoint=False).astype(np.intp)
    x = np.asarray(train.values(rows), np.float64).reshape(count, -1)
    answers = np.asarray(train.targets)[rows]
    if not np.isfinite(x).all():
        return 1.0
    asked = np.linspace(0, count, min(count, ASKED), endpoint=False).astype(np.intp)
    squares = np.square(x).sum(axis=1)
    far = squares[asked, None] + squares[None, :] - 2.0 * x[asked] @ x.T
    far[np.arange(len(asked)), asked] = np.inf
    nearest = np.argpartition(far, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    if data.classes:
        return _of_classes(answers.astype(np.int64), asked, nearest, data.classes)
    numbers = answers.astype(np.float64).reshape(count, -1)
    missed = np.square(numbers[nearest].mean(axis=1) - numbers[asked]).sum(axis=0)
    spread = np.square(numbers[asked] - numbers.mean(axis=0)).sum(axis=0)
    shares = 1.0 - missed[spread > 0] / spread[spread > 0]
    return float(np.clip(shares, 0.0, 1.0).mean()) if shares.size else 0.0


def _of_classes(classes: np.ndarray, asked: np.ndarray, nearest: np.ndarray, kinds: int) -> float:
    votes = (classes[nearest][:, :, None] == np.arange(kinds)).sum(axis=1)
    right = float((votes.argmax(axis=1) == classes[asked]).mean())
    constant = float((classes[asked] == np.bincount(classes, minlength=kinds).argmax()).mean())
    return max(0.0, (right - constant) / (1.0 - constant)) if constant < 1.0 else 0.0
