"""Steps so long that hardly anything is learned, though no number leaves its bounds."""

from __future__ import annotations

from dataclasses import replace

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("classes", "numbers"), draw.training(0.7)
    well = network(task, draw.layers(), **training)
    sick = replace(
        well, training=replace(well.training, learning_rate=training["learning_rate"] * draw.log(20, 1000))
    )
    also = ("oscillating", "dead_relus", "saturated_units", "exploding_gradients", "non_finite")
    return Made(sick, well, also)
