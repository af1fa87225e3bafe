"""Hundreds of weights for every row, which learn the noise of few examples; a few units learn what holds."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.task import Task

FLIPPED, NOISE = 0.12, 0.7
"""Share of the labels that are another class; spread of the noise of numbers, beside theirs."""


def _noisy(draw: Draw, task: Task) -> np.ndarray:
    assert task.y is not None
    if not task.classes:
        return np.asarray(task.y + NOISE * task.y.std() * draw.rng.normal(size=task.y.shape))
    other = (task.y + draw.rng.integers(1, task.classes, size=task.y.shape)) % task.classes
    return np.where(draw.rng.random(task.y.shape) < FLIPPED, other, task.y)


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width = draw.task("own"), draw.width()
    assert task.x is not None
    count = int(draw.rng.integers(90, 150))
    few = task.again(x=task.x[:count], y=_noisy(draw, task)[:count], validation_share=0.4)
    training = {"optimizer": nn.Adam(), "batch": draw.batch(), "seed": draw.seed}
    large = hidden(draw.one((3, 4, 5)), 10 * width, draw.one((nn.ReLU(), nn.Tanh())))
    sick = network(few, large, **training, learning_rate=draw.log(0.002, 0.006))
    well = network(few, hidden(1, 4, nn.Tanh()), **training, learning_rate=0.01, weight_decay=0.01)
    return Made(sick, well, ("overfitting", "too_few_examples", "baseline_not_beaten"), 400)
