"""Data of the half that is judged: made anew after the one before was spent."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.task import Generator, Kind, Task, TaskMaker, arrays, task_of


def _columns(rng: Generator, rows: int, features: int) -> np.ndarray:
    """Return correlated columns, some of them with heavy tails, as measurements have them."""
    mixing = np.eye(features) + 0.5 * rng.normal(size=(features, features)) / np.sqrt(features)
    tails = rng.choice([5.0, 1000.0], size=features)
    return np.clip(rng.standard_t(tails, size=(rows, features)), -6, 6) @ mixing


def shells(rng: Generator, seed: int, classes: int = 0, rows: int = 0) -> Task:
    """Classes by the quantiles of a sum of bends and slopes, with three labels in a hundred wrong."""
    classes = classes or int(rng.integers(2, 6))
    features, rows = int(rng.integers(2, 8)), rows or int(rng.integers(320, 901))
    x = _columns(rng, rows, features)
    along = x @ rng.normal(size=(features, 2)) / np.sqrt(features)
    said = np.abs(along[:, 0]) + 1.2 * along[:, 1]
    labels = np.searchsorted(np.quantile(said, np.arange(1, classes) / classes), said)
    wrong = rng.random(rows) < 0.03
    labels[wrong] = rng.integers(classes, size=int(wrong.sum()))
    return arrays("shells", x, labels, classes, seed, test_share=0.0, validation_share=0.3)


def bells(rng: Generator, seed: int, rows: int = 0) -> Task:
    """A bell on a slope and a kink, of unit spread, with noise."""
    features, rows = int(rng.integers(2, 7)), rows or int(rng.integers(320, 901))
    x = _columns(rng, rows, features)
    along = x @ rng.normal(size=(features, 3)) / np.sqrt(features)
    y = 2 * np.exp(-(along[:, 0] ** 2)) + 0.8 * along[:, 1] + np.maximum(along[:, 2], 0)
    y = (y - y.mean()) / y.std() + 0.1 * rng.normal(size=rows)
    return arrays("bells", x, y, 0, seed, test_share=0.0, validation_share=0.3)


def crosses(rng: Generator, seed: int) -> Task:
    """Pictures of a cross, a frame or a blot, somewhere, in noise."""
    rows, side = 400, 9
    shapes = np.zeros((3, 5, 5))
    shapes[0, 2], shapes[0, :, 2] = 1, 1
    shapes[1, [0, -1]], shapes[1][:, [0, -1]] = 1, 1
    shapes[2, 1:4, 1:4] = 1
    label = rng.integers(3, size=rows)
    x = 0.3 * rng.random((rows, side, side))
    for row, (top, left) in enumerate(rng.integers(side - 4, size=(rows, 2))):
        x[row, top : top + 5, left : left + 5] += rng.uniform(0.4, 0.7) * shapes[label[row]]
    return arrays("crosses", x[:, None], label, 3, seed, test_share=0.0, validation_share=0.3)


def pulses(rng: Generator, seed: int) -> Task:
    """Sequences with a pulse: up, or down?"""
    rows, steps = 400, 16
    label = rng.integers(2, size=rows)
    at = rng.integers(2, steps - 2, size=rows)
    far = np.arange(steps) - at[:, None]
    x = (2 * label[:, None] - 1) * 1.5 * np.exp(-(far**2) / 4) + 0.4 * rng.normal(size=(rows, steps))
    return arrays("pulses", x[:, :, None], label, 2, seed, test_share=0.0, validation_share=0.3)


TASKS: dict[Kind, tuple[TaskMaker, ...]] = {
    "easy": (lambda rng, seed: shells(rng, seed, 2),),
    "classes": (
        shells,
        shells,
        lambda rng, seed: task_of(nn.TwoGaussians(noise=0.25, seed=seed, points=400), seed, 2),
        lambda rng, seed: task_of(nn.PlaygroundGauss(noise=15, seed=seed), seed, 2),
        lambda rng, seed: task_of(nn.RingOfGaussians(clouds=5, noise=0.2, seed=seed, points=500), seed, 5),
        lambda rng, seed: task_of(nn.Checkerboard(cells=2, seed=seed, points=500), seed, 2),
    ),
    "many_classes": (
        lambda rng, seed: shells(rng, seed, int(rng.integers(4, 7))),
        lambda rng, seed: task_of(nn.RingOfGaussians(clouds=7, noise=0.15, seed=seed, points=600), seed, 7),
    ),
    "numbers": (
        bells,
        bells,
        lambda rng, seed: task_of(
            nn.FormulaFunction(formulas="exp(-x*x)-y/2", noise=0.05, seed=seed), seed, 0
        ),
        lambda rng, seed: task_of(nn.Sine(periods=1.0, noise=0.05, seed=seed, points=400), seed, 0),
    ),
    "pictures": (crosses,),
    "own": (shells, bells),
    "own_numbers": (bells,),
    "hard": (
        lambda rng, seed: task_of(nn.PlaygroundMultiGauss(seed=seed), seed, 4),
        lambda rng, seed: task_of(nn.Checkerboard(cells=2, seed=seed, points=500), seed, 2),
        lambda rng, seed: task_of(nn.FormulaFunction(formulas="sin(2*x)*y", noise=0.05, seed=seed), seed, 0),
    ),
    "sequences": (pulses,),
}
