"""Dropout behind the last weighted sums: it takes classes out at random."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("classes", "many_classes"), draw.training(), draw.layers()
    well = network(task, layers, **training)
    stacked = [*layers, nn.Dense(task.outputs)]
    sick = network(task, stacked, nn.Dropout(draw.even(0.3, 0.7)), **training)
    return Made(sick, well, ("dropout_too_strong",), 500, "built")
