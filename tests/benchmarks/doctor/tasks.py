"""The data of the benchmark: the project's own sources and generators of its own, other ones in each half."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

import nnsim.library as nn
from nnsim.data.source import Source

Kind = Literal[
    "classes", "many_classes", "numbers", "pictures", "sequences", "easy", "own", "own_numbers", "hard"
]
Generator = np.random.Generator


@dataclass(frozen=True)
class Task:
    """Data, and what fits them.

    Attributes
    ----------
    name
        For people.
    data
        With their split and scaling.
    classes
        0 for a regression.
    outputs
        Units of an output that fits: 1 for two classes.
    x, y
        The arrays, where the generator is the benchmark's own; (n, features) and (n,) or (n, k).
    """

    name: str
    data: nn.DataSettings
    classes: int
    outputs: int
    x: np.ndarray | None = None
    y: np.ndarray | None = None

    def with_data(self, **changes: object) -> Task:
        """Return the same examples under other settings of split or scaling."""
        return replace(self, data=replace(self.data, **changes))  # type: ignore[arg-type]

    def again(self, x: np.ndarray | None = None, y: np.ndarray | None = None, **settings: object) -> Task:
        """Return a task of the same kind with other inputs or targets, and other settings of split or scaling.

        Only where the generator is the benchmark's own.
        """
        assert self.x is not None
        assert self.y is not None
        usual: dict[str, object] = {"test_share": 0.0, "validation_share": 0.3}
        given = self.x if x is None else x, self.y if y is None else y
        return arrays(self.name, *given, self.classes, self.data.seed, **(usual | settings))


TaskMaker = Callable[[Generator, int], Task]


def arrays(name: str, x: np.ndarray, y: np.ndarray, classes: int, seed: int, **settings: object) -> Task:
    """Return arrays as data; `classes` 0: numbers, whose columns are as many outputs."""
    source = nn.Arrays(x, y, task="classes" if classes else "regression")
    data = nn.DataSettings(source, seed=seed, **settings)  # type: ignore[arg-type]
    outputs = (1 if classes == 2 else classes) if classes else (1 if y.ndim == 1 else y.shape[1])
    return Task(name, data, classes, outputs, x, y)


def _of(source: Source, seed: int, classes: int, outputs: int = 0) -> Task:
    data = nn.DataSettings(source, validation_share=0.3, test_share=0.0, seed=seed)
    return Task(source.key, data, classes, outputs or (1 if classes <= 2 else classes))


# ---- generators of the half on which thresholds are set --------------------------------------------


def clusters(rng: Generator, seed: int, classes: int = 0, rows: int = 0) -> Task:
    """Normal clouds around centres: two to a class, in 4 to 12 dimensions."""
    classes = classes or int(rng.integers(2, 6))
    features, rows = int(rng.integers(4, 13)), rows or int(rng.integers(300, 701))
    centres = rng.normal(size=(2 * classes, features)) * 1.6
    which = rng.integers(2 * classes, size=rows)
    x = centres[which] + 0.7 * rng.normal(size=(rows, features))
    return arrays("clusters", x, which % classes, classes, seed, test_share=0.0, validation_share=0.3)


def polynomial(rng: Generator, seed: int, rows: int = 0) -> Task:
    """A polynomial of second degree in a few of the columns, of unit spread, with noise."""
    features, rows = int(rng.integers(3, 8)), rows or int(rng.integers(300, 701))
    x = rng.normal(size=(rows, features))
    y = x[:, 0] * x[:, 1] + x @ rng.normal(size=features) + 0.5 * x[:, 2] ** 2
    y = (y - y.mean()) / y.std() + 0.1 * rng.normal(size=rows)
    return arrays("polynomial", x, y, 0, seed, test_share=0.0, validation_share=0.3)


def gratings(rng: Generator, seed: int) -> Task:
    """Pictures of stripes: which way do they run?"""
    rows, side = 400, 8
    label = rng.integers(3, size=rows)
    angle = label * np.pi / 3 + 0.1 * rng.normal(size=rows)
    phase, along = rng.uniform(0, 2 * np.pi, rows), np.arange(side)
    u, v = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    waves = np.sin(1.6 * (u * along + v * along[:, None]) + phase[:, None, None])
    x = 0.5 + 0.35 * waves + 0.1 * rng.normal(size=waves.shape)
    return arrays("gratings", x[:, None], label, 3, seed, test_share=0.0, validation_share=0.3)


def waves(rng: Generator, seed: int) -> Task:
    """Sequences of two frequencies with noise: slow or quick?"""
    rows, steps = 400, 14
    label = rng.integers(2, size=rows)
    frequency = np.where(label == 1, 1.1, 0.6)[:, None]
    x = np.sin(frequency * np.arange(steps) + rng.uniform(0, 2 * np.pi, (rows, 1)))
    x = x + 0.2 * rng.normal(size=x.shape)
    return arrays("waves", x[:, :, None], label, 2, seed, test_share=0.0, validation_share=0.3)


# ---- generators of the half on which they are judged -----------------------------------------------


def teacher(rng: Generator, seed: int, classes: int = 0, rows: int = 0) -> Task:
    """Classes by the quantiles of what a small random network says, in 3 to 9 dimensions."""
    classes = classes or int(rng.integers(2, 5))
    features, rows = int(rng.integers(3, 10)), rows or int(rng.integers(350, 801))
    x = rng.uniform(-1.7, 1.7, size=(rows, features))
    said = np.tanh(x @ rng.normal(size=(features, 6)) / np.sqrt(features) * 1.5) @ rng.normal(size=6)
    bounds = np.quantile(said, np.arange(1, classes) / classes)
    return arrays(
        "teacher", x, np.searchsorted(bounds, said), classes, seed, test_share=0.0, validation_share=0.3
    )


def ridges(rng: Generator, seed: int, rows: int = 0) -> Task:
    """Sines and steps along random directions, of unit spread, with noise."""
    features, rows = int(rng.integers(2, 6)), rows or int(rng.integers(350, 801))
    x = rng.uniform(-1.7, 1.7, size=(rows, features))
    along = x @ rng.normal(size=(features, 2)) / np.sqrt(features)
    y = np.sin(1.8 * along[:, 0]) + np.abs(along[:, 1])
    y = (y - y.mean()) / y.std() + 0.1 * rng.normal(size=rows)
    return arrays("ridges", x, y, 0, seed, test_share=0.0, validation_share=0.3)


def corners(rng: Generator, seed: int) -> Task:
    """Pictures with a bright patch in one of four corners."""
    rows, side = 400, 10
    label = rng.integers(4, size=rows)
    top, left = 6 * (label // 2) + rng.integers(2, size=rows), 6 * (label % 2) + rng.integers(2, size=rows)
    x = 0.15 * rng.random((rows, side, side))
    for row in range(rows):
        x[row, top[row] : top[row] + 3, left[row] : left[row] + 3] += 0.6 * rng.random()
    return arrays("corners", x[:, None], label, 4, seed, test_share=0.0, validation_share=0.3)


def rises(rng: Generator, seed: int) -> Task:
    """Random walks: did they end above where they began?"""
    rows, steps = 400, 11
    x = np.cumsum(0.5 * rng.normal(size=(rows, steps)), axis=1)
    return arrays(
        "rises",
        x[:, :, None],
        (x[:, -1] > x[:, 0]).astype(int),
        2,
        seed,
        test_share=0.0,
        validation_share=0.3,
    )


SET_TASKS: dict[Kind, tuple[TaskMaker, ...]] = {
    "easy": (lambda rng, seed: clusters(rng, seed, 2),),
    "classes": (
        clusters,
        clusters,
        lambda rng, seed: _of(nn.Moons(noise=0.15, seed=seed, points=500), seed, 2),
        lambda rng, seed: _of(nn.PlaygroundCircle(noise=10, seed=seed), seed, 2),
        lambda rng, seed: _of(nn.Iris(), seed, 3),
        lambda rng, seed: _of(nn.Digits(layout="flat"), seed, 10),
    ),
    "many_classes": (
        lambda rng, seed: clusters(rng, seed, int(rng.integers(4, 8))),
        lambda rng, seed: _of(nn.Digits(layout="flat"), seed, 10),
    ),
    "numbers": (
        polynomial,
        polynomial,
        lambda rng, seed: _of(nn.FormulaFunction(formulas="sin(3*x)+y", noise=0.05, seed=seed), seed, 0),
        lambda rng, seed: _of(nn.Plane(noise=0.1, seed=seed), seed, 0),
    ),
    "pictures": (gratings,),
    "own": (clusters, polynomial),
    "own_numbers": (polynomial,),
    "hard": (
        lambda rng, seed: _of(nn.PlaygroundCircle(noise=5, seed=seed), seed, 2),
        lambda rng, seed: _of(nn.Moons(noise=0.1, seed=seed, points=500), seed, 2),
        lambda rng, seed: _of(nn.FormulaFunction(formulas="x*y", noise=0.05, seed=seed), seed, 0),
    ),
    "sequences": (waves,),
}
JUDGED_TASKS: dict[Kind, tuple[TaskMaker, ...]] = {
    "easy": (lambda rng, seed: teacher(rng, seed, 2),),
    "classes": (
        teacher,
        teacher,
        lambda rng, seed: _of(nn.Circles(noise=0.08, seed=seed, points=500), seed, 2),
        lambda rng, seed: _of(nn.PlaygroundXor(noise=5, seed=seed), seed, 2),
        lambda rng, seed: _of(nn.Wine(), seed, 3),
        lambda rng, seed: _of(nn.BreastCancer(), seed, 2),
    ),
    "many_classes": (
        lambda rng, seed: teacher(rng, seed, int(rng.integers(4, 6))),
        lambda rng, seed: _of(nn.Wine(), seed, 3),
    ),
    "numbers": (
        ridges,
        ridges,
        lambda rng, seed: _of(nn.FormulaFunction(formulas="x*y+cos(2*x)", noise=0.05, seed=seed), seed, 0),
        lambda rng, seed: _of(nn.Bumps(noise=0.02, seed=seed), seed, 0),
    ),
    "pictures": (corners,),
    "own": (teacher, ridges),
    "own_numbers": (ridges,),
    "hard": (
        lambda rng, seed: _of(nn.Circles(noise=0.06, seed=seed, points=500), seed, 2),
        lambda rng, seed: _of(nn.PlaygroundXor(noise=5, seed=seed), seed, 2),
        lambda rng, seed: _of(nn.FormulaFunction(formulas="x*x-y*y", noise=0.05, seed=seed), seed, 0),
    ),
    "sequences": (rises,),
}
