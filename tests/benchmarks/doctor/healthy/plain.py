"""Usual networks over all data, activations and optimizers."""

from __future__ import annotations

from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a network with a few layers that fits its data."""
    task = draw.task("classes", "many_classes", "numbers", "easy")
    kind, rate = draw.adaptive() if draw.chance(0.6) else draw.descending()
    layers = hidden(draw.one(draw.half.shallow), draw.width(), draw.activation())
    training = {"optimizer": kind, "learning_rate": rate, "batch": draw.batch(), "seed": draw.seed}
    return Well(network(task, layers, **training), 500)
