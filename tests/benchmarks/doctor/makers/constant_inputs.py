"""Columns that are the same in every row, or next to: nothing can be told from them."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("own"), draw.training(), draw.layers()
    assert task.x is not None
    middle = draw.rng.normal(size=task.x.shape[1]) * draw.log(1, 10)
    same = np.tile(middle, (len(task.x), 1))
    told = draw.chance(0.4)
    if told:
        same = middle + 1e-5 * task.x
    elif draw.chance(0.3):
        same[:, 0] = draw.rng.normal(size=len(same)).round(1)
    sick = network(task.again(x=same, scaling="none"), layers, **training)
    also = ("inputs_not_scaled", "baseline_not_beaten")
    return Made(sick, network(task, layers, **training), also, 400, by_hand=not told)
