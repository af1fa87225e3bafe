"""Training ends after one to three epochs, while the loss still falls."""

from __future__ import annotations

from dataclasses import replace

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("classes", "numbers"), draw.training()
    training["learning_rate"] *= draw.even(0.3, 0.8)
    well = network(task, draw.layers(), **training)
    sick = replace(well, training=replace(well.training, epochs=draw.one((1, 1, 2, 3))))
    return Made(sick, well, ("learning_rate_too_low",), 900)
