"""Plain descent with a low rate that learns all the same, only later."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a network that falls slowly and steadily to where it should be."""
    task = draw.task("easy", "numbers")
    layers = hidden(draw.one(draw.half.shallow), draw.width(), nn.Tanh())
    training = {
        "optimizer": nn.SGD(),
        "learning_rate": draw.log(0.01, 0.03),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    return Well(network(task, layers, **training), 2500)
