"""One class is ten times as frequent as the other, and both are learned."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well
from tests.benchmarks.doctor.task import arrays


def made(draw: Draw) -> Well:
    """Return a network that tells a rare class from a frequent one."""
    rows, features = 800, int(draw.rng.integers(3, 9))
    y = (draw.rng.random(rows) < draw.even(0.07, 0.15)).astype(int)
    away = draw.rng.normal(size=features)
    away *= 4.0 / np.linalg.norm(away)
    x = draw.rng.normal(size=(rows, features)) + y[:, None] * away
    task = arrays("a rare class", x, y, 2, draw.seed, test_share=0.0, validation_share=0.3)
    layers = hidden(draw.one((1, 2)), draw.width(), draw.activation())
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.004, 0.01),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    return Well(network(task, layers, **training), 500)
