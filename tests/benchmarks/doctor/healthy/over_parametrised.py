"""Far more weights than examples, and no harm done."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a wide network on some hundred examples of an easy task."""
    task = draw.task("easy", "numbers")
    layers = hidden(2, 8 * draw.width(), nn.ReLU())
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.0007, 0.002),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    return Well(network(task, layers, **training), 400)
