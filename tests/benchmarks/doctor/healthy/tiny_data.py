"""Some dozens of examples, all that there are, which are learned."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well
from tests.benchmarks.doctor.task import arrays


def made(draw: Draw) -> Well:
    """Return a small network on a truth table, or on 60 to 120 points that a line nearly divides."""
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.01, 0.03),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    layers = hidden(1, draw.width(), draw.one((nn.Tanh(), nn.ReLU())))
    rows = int(draw.rng.integers(60, 121))
    x = draw.rng.normal(size=(rows, 2))
    y = (x @ draw.rng.normal(size=2) + 0.1 * draw.rng.normal(size=rows) > 0).astype(int)
    task = arrays("a few points", x, y, 2, draw.seed, test_share=0.0, validation_share=0.3)
    return Well(network(task, layers, **training), 500)
