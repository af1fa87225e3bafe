"""A layer of one or two units between what comes in and what is asked."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, depth = draw.task("hard"), draw.training(0.8), draw.one(draw.half.shallow)
    activation = draw.one((nn.Tanh(), nn.Sigmoid(), nn.LeakyReLU()))
    sick = network(task, hidden(depth, draw.one((1, 1, 2)), activation), **training)
    well = network(task, hidden(depth, draw.width(), activation), **training)
    return Made(sick, well, ("plateau",), 1000)
