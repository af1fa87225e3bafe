"""Few examples in a batch: the loss of a batch jumps, that of all of them falls."""

from __future__ import annotations

from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a network that learns from batches of two to six."""
    task = draw.task("classes", "numbers")
    kind, rate = draw.adaptive() if draw.chance(0.5) else draw.descending()
    layers = hidden(draw.one(draw.half.shallow), draw.width(), draw.activation())
    training = {
        "optimizer": kind,
        "learning_rate": 0.3 * rate,
        "batch": draw.one((2, 3, 4, 6)),
        "seed": draw.seed,
    }
    return Well(network(task, layers, **training), 1200)
