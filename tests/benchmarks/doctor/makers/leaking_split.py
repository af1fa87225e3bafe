"""The same rows in training and validation."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("own"), draw.training(), draw.layers()
    assert task.x is not None
    assert task.y is not None
    count = len(task.x) // draw.one((3, 4))
    rows = np.concatenate([np.arange(count)] * draw.one((3, 4)))
    if draw.chance(0.4):
        rows = np.concatenate([np.arange(len(task.x)), draw.rng.integers(len(task.x), size=len(task.x))])
    sick = network(task.again(x=task.x[rows], y=task.y[rows]), layers, **training)
    return Made(sick, network(task, layers, **training), (), 400, "built")
