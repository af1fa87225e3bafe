"""Learned to the end: what is left of the gradients is next to nothing."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a network that has long learned its data when it is looked at last."""
    task = draw.task("easy") if draw.chance(0.6) else draw.task("numbers")
    layers = hidden(draw.one(draw.half.shallow), draw.width(), draw.one((nn.Tanh(), nn.ReLU())))
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.004, 0.01),
        "batch": 64,
        "seed": draw.seed,
    }
    return Well(network(task, layers, schedule=nn.CosineAnnealing(epochs=300), **training), 2000)
