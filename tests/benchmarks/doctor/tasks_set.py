"""Data of the half on which thresholds are set."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.task import Generator, Kind, Task, TaskMaker, arrays, task_of


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


TASKS: dict[Kind, tuple[TaskMaker, ...]] = {
    "easy": (lambda rng, seed: clusters(rng, seed, 2),),
    "classes": (
        clusters,
        clusters,
        lambda rng, seed: task_of(nn.Moons(noise=0.15, seed=seed, points=500), seed, 2),
        lambda rng, seed: task_of(nn.PlaygroundCircle(noise=10, seed=seed), seed, 2),
        lambda rng, seed: task_of(nn.Iris(), seed, 3),
        lambda rng, seed: task_of(nn.Digits(layout="flat"), seed, 10),
    ),
    "many_classes": (
        lambda rng, seed: clusters(rng, seed, int(rng.integers(4, 8))),
        lambda rng, seed: task_of(nn.Digits(layout="flat"), seed, 10),
    ),
    "numbers": (
        polynomial,
        polynomial,
        lambda rng, seed: task_of(nn.FormulaFunction(formulas="sin(3*x)+y", noise=0.05, seed=seed), seed, 0),
        lambda rng, seed: task_of(nn.Plane(noise=0.1, seed=seed), seed, 0),
    ),
    "pictures": (gratings,),
    "own": (clusters, polynomial),
    "own_numbers": (polynomial,),
    "hard": (
        lambda rng, seed: task_of(nn.PlaygroundCircle(noise=5, seed=seed), seed, 2),
        lambda rng, seed: task_of(nn.Moons(noise=0.1, seed=seed, points=500), seed, 2),
        lambda rng, seed: task_of(nn.FormulaFunction(formulas="x*y", noise=0.05, seed=seed), seed, 0),
    ),
    "sequences": (waves,),
}
