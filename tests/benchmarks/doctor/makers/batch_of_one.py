"""One example a step, at a rate that suits larger batches: the steps are mostly noise."""

from __future__ import annotations

from dataclasses import replace

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("classes", "numbers"), draw.training(0.4)
    training["learning_rate"] *= draw.log(1.5, 5)
    layers = hidden(draw.one(draw.half.shallow), draw.width(), draw.one((nn.Tanh(), nn.ELU(), nn.ReLU())))
    well = network(task, layers, **training)
    sick = replace(well, training=replace(well.training, batch=1))
    also = ("learning_rate_too_high", "oscillating", "dead_relus", "non_finite", "exploding_gradients")
    return Made(sick, well, also, 1000)
