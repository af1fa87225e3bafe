"""How far two parts of the data are apart: features and classes of one beside those of the other, by ranks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

MOST_ROWS, MOST_FEATURES = 600, 100


@dataclass(frozen=True)
class Unlike:
    """What tells two parts apart.

    Attributes
    ----------
    moved
        Of the feature that moved most: the chance that a row of the other part has the greater value, less a half,
        −0.5 to 0.5. 0 where no feature moved by more than chance.
    wider
        Likewise, the chance that it lies further from the middle.
    feature
        Which feature; −1 where none is beyond chance.
    ratio
        Size of that feature in the other part over that in the first, root mean squares.
    share
        Share of the features that are beyond chance.
    classes
        Share of the rows that would have to change their class for the mixtures to be the same; 0 where that is no
        more than chance, and for numbers the greatest move of a target likewise.
    """

    moved: float = 0.0
    wider: float = 0.0
    feature: int = -1
    ratio: float = 1.0
    share: float = 0.0
    classes: float = 0.0


def unlike(x: np.ndarray, other: np.ndarray, y: np.ndarray, other_y: np.ndarray, classes: int) -> Unlike:
    """Return how far the rows `other` (m, features) are from `x` (n, features), and their targets."""
    if len(x) < 4 or len(other) < 4:
        return Unlike()
    columns = np.arange(x.shape[1])
    if len(columns) > MOST_FEATURES:
        columns = np.linspace(0, len(columns), MOST_FEATURES, endpoint=False).astype(np.intp)
    rows, others = _fewer(x)[:, columns], _fewer(other)[:, columns]
    # What the whole of both lies around: a part that is wider is further from it on both sides.
    middle = np.median(rows, axis=0)
    moved = _moves(rows, others)
    wider = _moves(np.abs(rows - middle), np.abs(others - middle))
    border = _border(len(rows), len(others), 2 * len(columns))
    beyond = np.maximum(np.abs(moved), np.abs(wider))
    asked = _classes(y, other_y, classes) if classes else _numbers(y, other_y)
    most = int(beyond.argmax())
    if beyond[most] <= border:
        return Unlike(classes=asked)
    sizes = (math.sqrt(float(np.mean(a[:, most] ** 2))) for a in (rows, others))
    first, second = sizes
    return Unlike(
        float(moved[most]),
        float(wider[most]),
        int(columns[most]),
        second / first if first > 0 else math.inf,
        float((beyond > border).mean()),
        asked,
    )


def _fewer(x: np.ndarray) -> np.ndarray:
    return x[np.linspace(0, len(x), min(len(x), MOST_ROWS), endpoint=False).astype(np.intp)]


def _border(n: int, m: int, looks: int) -> float:
    """Return how far a move goes by chance in one of a thousand data sets, of so many looks."""
    spread = math.sqrt((n + m + 1) / (12 * n * m))
    return (3.3 + math.sqrt(2 * math.log(max(looks, 1)))) * spread


def _moves(x: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return for each feature the chance that a row of `other` is greater than one of `x`, less a half.

    By ranks (Mann and Whitney 1947), so that what is far out counts no more than that it is; equal ones count half.
    """
    n, m = len(x), len(other)
    found = np.empty(x.shape[1])
    for column in range(x.shape[1]):
        ordered = np.sort(x[:, column])
        below = np.searchsorted(ordered, other[:, column], "left")
        upto = np.searchsorted(ordered, other[:, column], "right")
        found[column] = (below + upto).sum() / (2 * n * m) - 0.5
    return found


def _classes(y: np.ndarray, other: np.ndarray, classes: int) -> float:
    counts = [np.bincount(a.astype(np.int64), minlength=classes) for a in (y, other)]
    shares = [c / max(1, c.sum()) for c in counts]
    apart = 0.5 * float(np.abs(shares[0] - shares[1]).sum())
    pooled = (counts[0] + counts[1]) / (len(y) + len(other))
    spread = np.sqrt(pooled * (1 - pooled) * (1 / len(y) + 1 / len(other)))
    by_chance = 0.5 * float(spread.sum()) * 3.5
    return apart if apart > by_chance else 0.0


def _numbers(y: np.ndarray, other: np.ndarray) -> float:
    rows, others = _fewer(y), _fewer(other)
    moved = float(np.abs(_moves(rows, others)).max(initial=0.0))
    return moved if moved > _border(len(rows), len(others), rows.shape[1]) else 0.0
