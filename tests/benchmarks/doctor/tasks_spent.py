"""Data of a half that was judged once: what came out has since been looked at, and thresholds are set on it as well."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.task import Generator, Kind, Task, TaskMaker, arrays, task_of


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


TASKS: dict[Kind, tuple[TaskMaker, ...]] = {
    "easy": (lambda rng, seed: teacher(rng, seed, 2),),
    "classes": (
        teacher,
        teacher,
        lambda rng, seed: task_of(nn.Circles(noise=0.08, seed=seed, points=500), seed, 2),
        lambda rng, seed: task_of(nn.PlaygroundXor(noise=5, seed=seed), seed, 2),
        lambda rng, seed: task_of(nn.Wine(), seed, 3),
        lambda rng, seed: task_of(nn.BreastCancer(), seed, 2),
    ),
    "many_classes": (
        lambda rng, seed: teacher(rng, seed, int(rng.integers(4, 6))),
        lambda rng, seed: task_of(nn.Wine(), seed, 3),
    ),
    "numbers": (
        ridges,
        ridges,
        lambda rng, seed: task_of(
            nn.FormulaFunction(formulas="x*y+cos(2*x)", noise=0.05, seed=seed), seed, 0
        ),
        lambda rng, seed: task_of(nn.Bumps(noise=0.02, seed=seed), seed, 0),
    ),
    "pictures": (corners,),
    "own": (teacher, ridges),
    "own_numbers": (ridges,),
    "hard": (
        lambda rng, seed: task_of(nn.Circles(noise=0.06, seed=seed, points=500), seed, 2),
        lambda rng, seed: task_of(nn.PlaygroundXor(noise=5, seed=seed), seed, 2),
        lambda rng, seed: task_of(nn.FormulaFunction(formulas="x*x-y*y", noise=0.05, seed=seed), seed, 0),
    ),
    "sequences": (rises,),
}
