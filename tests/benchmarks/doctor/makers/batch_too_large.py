"""All rows in a batch, and epochs enough for small batches only: too few steps are left."""

from __future__ import annotations

from dataclasses import replace

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, epochs = draw.task("classes", "numbers"), draw.training(), int(draw.rng.integers(12, 25))
    well = network(task, draw.layers(), epochs=epochs, **training)
    sick = replace(well, training=replace(well.training, batch=4096))
    return Made(sick, well, ("stopped_too_early", "learning_rate_too_low"), 1500)
