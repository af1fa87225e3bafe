"""Steps of a three-hundredth of what would do, or less."""

from __future__ import annotations

from dataclasses import replace

from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a network that would need far longer, and one with a rate that suits."""
    task, width = draw.task("classes", "numbers", "easy"), draw.width()
    kind, rate = draw.adaptive() if draw.chance(0.5) else draw.descending()
    layers = hidden(draw.one(draw.half.shallow), width, draw.activation())
    training = {"optimizer": kind, "learning_rate": rate, "batch": draw.batch(), "seed": draw.seed}
    well = network(task, layers, **training)
    slow = replace(well.training, learning_rate=rate / draw.log(300, 20_000))
    return Made(replace(well, training=slow), well, steps=700)
