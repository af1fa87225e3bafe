"""Labels that belong to other rows."""

from __future__ import annotations

from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("own", "easy"), draw.training()
    layers = hidden(draw.one(draw.half.shallow), 2 * draw.width(), draw.activation())
    assert task.y is not None
    sick = network(task.again(y=draw.rng.permutation(task.y)), layers, **training)
    also = ("overfitting", "baseline_not_beaten")
    return Made(sick, network(task, layers, **training), also, 800)
