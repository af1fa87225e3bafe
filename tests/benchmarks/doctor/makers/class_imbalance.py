"""One class in thirty or rarer, which is never said."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made


def _never_said(sick: Trained, healthy: Trained) -> bool:
    """Whether it does no better on new rows than to say the frequent class."""
    del healthy
    return sick.comes_to <= 0.1


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("easy"), draw.training(), draw.layers()
    assert task.x is not None
    assert task.y is not None
    rare = np.flatnonzero(task.y == 1)
    kept = np.concatenate([np.flatnonzero(task.y == 0), rare[: max(5, len(rare) // draw.one((20, 30)))]])
    noisy = task.x + draw.even(0.6, 1.0) * draw.rng.normal(size=task.x.shape)
    few = task.again(x=noisy[kept], y=task.y[kept])
    sick = network(few, layers, **training)
    well = network(task, layers, **training)
    return Made(sick, well, ("baseline_not_beaten", "overfitting"), 400, "proof", proof=_never_said)
