"""First weights of a spread of 1 to 10, whatever comes into a unit."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width, depth = draw.task("classes", "numbers"), draw.width(), draw.one(draw.half.shallow) + 1
    training, activation = draw.training(0.7), draw.one((nn.Tanh(), nn.ReLU(), nn.LeakyReLU()))
    weights = draw.one((nn.Normal(draw.log(1.5, 8)), nn.Uniform(draw.log(3, 12))))
    sick = network(task, hidden(depth, width, activation, weights), **training)
    well = network(task, hidden(depth, width, activation), **training)
    also = ("saturated_units", "exploding_gradients", "non_finite", "dead_relus", "learning_rate_too_high")
    return Made(sick, well, also, 500)
