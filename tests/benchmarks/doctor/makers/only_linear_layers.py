"""Layers without an activation, which are together one."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, depth = draw.task("hard"), draw.training(0.8), draw.one(draw.half.shallow)
    width = draw.width()
    sick = network(task, hidden(depth, width, nn.Identity(), nn.GlorotUniform()), **training)
    well = network(task, hidden(depth, width, draw.one((nn.Tanh(), nn.ReLU()))), **training)
    return Made(sick, well, ("no_capacity", "plateau"), 700)
