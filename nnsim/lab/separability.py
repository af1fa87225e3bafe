"""Whether a single threshold can tell two kinds of points apart, how well, and for how many truth tables it can."""

from __future__ import annotations

import importlib
import itertools
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.figures.figure import Array

MOST_BITS = 4


def get_ready() -> None:
    """Begin to import what solves, in a thread of its own: it takes half a second, and whoever asks first would wait."""
    threading.Thread(
        target=importlib.import_module, args=("scipy.optimize",), name="nnsim get ready", daemon=True
    ).start()


def separating(points: Array, labels: Array) -> tuple[Array, float] | None:
    """Return weights and bias that give 1 (w·x + b > 0) for just the points labelled 1; None where there are none.

    Solves the linear program s·(w·x + b) ≥ 1 for every point, s = ±1 (Mangasarian 1965).

    Parameters
    ----------
    points
        Shape (n, d).
    labels
        0 or 1, shape (n,).
    """
    from scipy.optimize import linprog

    signed = _signed(points, labels)
    n, unknowns = signed.shape
    found = linprog(
        np.zeros(unknowns), -signed, -np.ones(n), bounds=[(None, None)] * unknowns, method="highs"
    )
    if not found.success:
        return None
    return found.x[:-1], float(found.x[-1])


def is_separable(points: Array, labels: Array) -> bool:
    """Return whether a single threshold tells the two kinds of points apart; arguments as of `separating`."""
    return separating(points, labels) is not None


@dataclass(frozen=True)
class Margin:
    """The best line through points that can be told apart.

    Attributes
    ----------
    weights, bias
        Of the line with the greatest margin, |(w, b)| = 1.
    gamma
        Its margin γ: the least s·(w·x + b) of all points.
    radius
        R, the greatest length of (x, 1).
    """

    weights: tuple[float, ...]
    bias: float
    gamma: float
    radius: float

    @property
    def bound(self) -> float:
        """Most mistakes the perceptron rule can make from weights of 0: (R/γ)² (Novikoff 1962)."""
        return (self.radius / self.gamma) ** 2

    def bound_from(self, weights: Array, bias: float, rate: float) -> float:
        """Return most mistakes from other weights than 0.

        After k mistakes (v₀·u + kηγ)² ≤ |v|² ≤ |v₀|² + kη²R², for v₀ = (w, b) and u the best line: the
        greater root of that for k.
        """
        start = np.append(np.asarray(weights, np.float64), bias)
        along = float(start @ np.append(self.weights, self.bias))
        a = (rate * self.gamma) ** 2
        half = rate * rate * self.radius**2 / 2 - along * rate * self.gamma
        rest = max(float(start @ start) - along * along, 0.0)
        return max((half + math.sqrt(half * half + a * rest)) / a, 0.0)


def best_margin(points: Array, labels: Array) -> Margin | None:
    """Return the line with the greatest margin; None where no line tells the points apart.

    The bias counts as one more weight, of a constant input 1, as it does for the perceptron rule. The least
    v with s·(v·(x, 1)) ≥ 1 for all points is found as a least-distance problem (Lawson & Hanson 1974, ch. 23);
    arguments as of `separating`.
    """
    from scipy.optimize import nnls

    if not is_separable(points, labels):
        return None
    signed = _signed(points, labels)
    radius = float(np.linalg.norm(signed, axis=1).max())
    system = np.vstack([(signed / radius).T, np.ones(len(signed))])
    goal = np.zeros(len(system))
    goal[-1] = 1.0
    shares, _ = nnls(system, goal, maxiter=50 * len(signed) + 500)
    rest = system @ shares - goal
    direction = -rest[:-1] / rest[-1]
    unit = direction / np.linalg.norm(direction)
    gamma = float((signed @ unit).min())
    return Margin(tuple(map(float, unit[:-1])), float(unit[-1]), gamma, radius) if gamma > 0 else None


def _signed(points: Array, labels: Array) -> Array:
    """Return (x, 1) of every point, turned round where its label is 0: (n, d + 1)."""
    signs = np.where(np.asarray(labels) > 0.5, 1.0, -1.0)
    rows = np.column_stack([np.asarray(points, np.float64), np.ones(len(signs))])
    return rows * signs[:, None]


# ---- truth tables ------------------------------------------------------------------------------------


def truth_table(function: int, bits: int) -> Array:
    """Return the outputs of Boolean function number `function` of `bits` inputs, (2**bits,), in counting order."""
    return np.array([function >> row & 1 for row in range(2**bits)])


def rows_of(bits: int) -> Array:
    """Return every row of 0 and 1 in counting order, (2**bits, bits)."""
    return np.array(list(itertools.product((0.0, 1.0), repeat=bits)))


@lru_cache(maxsize=MOST_BITS)
def count_separable(bits: int) -> int:
    """Return how many of the 2^(2^n) Boolean functions of n inputs a single threshold computes.

    One function of every class is tried: inputs that change places, inputs or the output that are turned
    round leave a function as separable as it was.

    Raises
    ------
    NnsimError
        For more inputs than can be tried in good time.
    """
    if not 1 <= bits <= MOST_BITS:
        raise NnsimError(tr("Functions of 1 to {most} inputs can be counted.").format(most=MOST_BITS))
    rows = rows_of(bits)
    classes = _classes(bits)
    return sum(size for function, size in classes if is_separable(rows, truth_table(function, bits)))


def _classes(bits: int) -> Iterator[tuple[int, int]]:
    """Yield one function of each class, and how many there are in it."""
    moves = _moves(bits)
    places = 1 << np.arange(2**bits, dtype=np.int64)
    everything = int(places.sum())
    seen = np.zeros(everything + 1, bool)
    for function in range(everything + 1):
        if seen[function]:
            continue
        moved = truth_table(function, bits)[moves] @ places
        alike = np.unique(np.concatenate([moved, everything - moved]))
        seen[alike] = True
        yield function, len(alike)


def _moves(bits: int) -> Array:
    """Return where the rows of a table go when inputs change places or are turned round, (moves, 2**bits)."""
    rows = rows_of(bits).astype(np.int64)
    weights = 1 << np.arange(bits - 1, -1, -1)
    return np.array(
        [
            (rows[:, list(order)] ^ np.array(turned)) @ weights
            for order in itertools.permutations(range(bits))
            for turned in itertools.product((0, 1), repeat=bits)
        ]
    )


def fewest_wrong(points: Array, labels: Array) -> int:
    """Return how many points the best single threshold gets wrong.

    The fewest labels that must be turned round until a line tells the points apart; for a dozen points, for
    every choice of them is tried.
    """
    given = np.asarray(labels)
    for wrong in range(len(given)):
        for turned in itertools.combinations(range(len(given)), wrong):
            other = given.copy()
            other[list(turned)] = 1 - other[list(turned)]
            if is_separable(points, other):
                return wrong
    return len(given)
