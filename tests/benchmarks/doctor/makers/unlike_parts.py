"""Rows that are sorted, and split in order: training sees other examples than validation."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("own"), draw.training(), draw.layers()
    assert task.x is not None
    assert task.y is not None
    by = (
        task.x[:, 0]
        if draw.chance(0.5) or task.classes == 0
        else task.y + 1e-6 * draw.rng.normal(size=len(task.y))
    )
    order = np.argsort(by)
    x, y = task.x[order], task.y[order]
    sick = network(task.again(x=x, y=y, splitter=nn.InOrder()), layers, **training)
    well = network(task.again(x=x, y=y), layers, **training)
    return Made(sick, well, ("overfitting", "class_imbalance", "baseline_not_beaten"), 500, "built")
