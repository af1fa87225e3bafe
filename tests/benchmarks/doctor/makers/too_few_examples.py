"""Fewer rows than the question needs: what is learned holds for them alone."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("own"), draw.training(0.8)
    layers = hidden(draw.one(draw.half.shallow), 2 * draw.width(), draw.one((nn.Tanh(), nn.ReLU())))
    assert task.x is not None
    assert task.y is not None
    count = int(draw.rng.integers(12, 28))
    sick = network(task.again(x=task.x[:count], y=task.y[:count]), layers, **training)
    return Made(
        sick, network(task, layers, **training), ("overfitting", "too_large", "baseline_not_beaten"), 600
    )
