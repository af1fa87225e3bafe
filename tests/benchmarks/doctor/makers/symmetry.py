"""All weights of a layer begin alike, and stay so: it is one unit, many times over."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width, activation = draw.task("hard"), draw.width(), draw.one((nn.Tanh(), nn.ReLU(), nn.Sigmoid()))
    depth, training = draw.one(draw.half.shallow), draw.training(0.8)
    weights = draw.one((nn.Constant(draw.log(0.02, 0.5)), nn.Zeros(), nn.Ones()))
    sick = network(
        task,
        hidden(depth, width, activation, weights),
        nn.Dense(task.outputs, initializer=weights),
        **training,
    )
    well = network(task, hidden(depth, width, activation), **training)
    return Made(sick, well, ("cut_off", "vanishing_gradients", "degenerate"))
