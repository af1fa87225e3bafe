"""Centres of clusters of the inputs (Lloyd's k-means, begun by k-means++)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import integer
from nnsim.base.text import mark, ntr, tr
from nnsim.engine.initializer import Initializer, Seen, initializers


@initializers.register
@dataclass(frozen=True)
class KMeans(Initializer):
    """Every unit begins at the mean of the examples that are nearer to it than to any other unit.

    Weights of shape (inputs, units) hold a centre in every column, as those of an RBF layer do. The first centres are
    examples, drawn one after another with a chance in proportion to the squared distance from those there are
    (k-means++). Then every centre goes to the mean of its examples until none moves; one without any takes the
    example that is farthest from its own. What is no such matrix, such as a bias, stays as it was drawn: from N(0, 1).
    """

    key = "k_means"
    title = mark("k-means")
    summary = mark("Every unit begins in the middle of a cluster of the examples.")
    formula = "c ← mean of the x nearest to c"
    source = "Lloyd 1957; Arthur & Vassilvitskii 2007"
    from_data = True
    examples = 10_000
    order = 46

    iterations: int = integer(100, low=1, high=10_000, label=mark("Most iterations"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return rng.standard_normal(shape)

    def too_few(self, shape: tuple[int, ...], examples: int) -> str:
        return _more_than(shape[1], examples) if len(shape) == 2 and shape[1] > examples else ""

    def adapt(self, weights: Sequence[np.ndarray], seen: Seen) -> None:
        points = seen.inputs.astype(np.float64)
        for w in weights:
            if w.ndim == 2 and len(w) == points.shape[1]:
                w[:] = k_means(points, w.shape[1], self.iterations, seen.random).T


def k_means(points: np.ndarray, count: int, iterations: int, rng: np.random.Generator) -> np.ndarray:
    """Return so many centres, (count, numbers), of `points` (n, numbers).

    Raises NnsimError where there are fewer different points than centres.
    """
    different = len(np.unique(points, axis=0))
    if count > different:
        raise NnsimError(_more_than(count, different))
    centres = _spread(points, count, rng)
    owner = np.full(len(points), -1)
    for _ in range(iterations):
        distances = _squares(points, centres)
        nearest = distances.argmin(1)
        _fill_empty(nearest, distances, count)
        if (nearest == owner).all():
            break
        owner = nearest
        for k in range(count):
            centres[k] = points[owner == k].mean(0)
    return centres


def _more_than(count: int, points: int) -> str:
    """Return that so many centres are more than there are different points, and what to do."""
    return tr("k-means is to find {count} centres, and there are only {points}. {cure}").format(
        count=f"{count:,}",
        points=ntr("{n} different point", "{n} different points", points).format(n=f"{points:,}"),
        cure=ntr(
            "Use {n} unit in this layer, or more training examples.",
            "Use at most {n} units in this layer, or more training examples.",
            points,
        ).format(n=f"{points:,}"),
    )


def _spread(points: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return points far from each other to begin with (k-means++)."""
    chosen = [int(rng.integers(len(points)))]
    away = _squares(points, points[chosen])[:, 0]
    while len(chosen) < count:
        chosen.append(int(rng.choice(len(points), p=away / away.sum())))
        away = np.minimum(away, _squares(points, points[chosen[-1:]])[:, 0])
    return points[chosen].copy()


def _squares(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Return the squared distances (points, centres); of a point to itself exactly 0."""
    found = np.zeros((len(points), len(centres)))
    for k, centre in enumerate(centres):
        found[:, k] = ((points - centre) ** 2).sum(1)
    return found


def _fill_empty(nearest: np.ndarray, distances: np.ndarray, count: int) -> None:
    """Give every centre that has no point the one that is farthest from its own centre."""
    for k in np.flatnonzero(np.bincount(nearest, minlength=count) == 0):
        own = distances[np.arange(len(nearest)), nearest]
        own[np.bincount(nearest, minlength=count)[nearest] == 1] = -1
        nearest[own.argmax()] = k
