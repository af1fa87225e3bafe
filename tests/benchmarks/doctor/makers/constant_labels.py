"""The same target in every row."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("own_numbers"), draw.training(), draw.layers()
    assert task.y is not None
    same = np.full(len(task.y), draw.even(-4, 4))
    sick = network(task.again(y=same), layers, **training)
    return Made(sick, network(task, layers, **training), (), 300, "built")
