"""First weights of a hundredth of what suits, or less."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width, activation = draw.task("classes", "numbers"), draw.width(), draw.one((nn.Tanh(), nn.ReLU()))
    depth, training = draw.one(draw.half.shallow) + 1, draw.training(0.2)
    weights = draw.one((nn.Normal(draw.log(1e-5, 3e-3)), nn.Uniform(draw.log(1e-5, 3e-3))))
    sick = network(task, hidden(depth, width, activation, weights), **training)
    well = network(task, hidden(depth, width, activation), **training)
    return Made(sick, well, ("vanishing_gradients", "plateau"), 500)
