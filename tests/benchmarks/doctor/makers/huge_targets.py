"""Targets in the thousands or millions, as they are: the network never gets there, or leaps."""

from __future__ import annotations

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("own_numbers"), draw.training(0.7), draw.layers()
    assert task.y is not None
    large = draw.log(300, 1e6) * (task.y + draw.even(-3, 3))
    sick = network(task.again(y=large), layers, **training)
    also = ("non_finite", "exploding_gradients", "learning_rate_too_low")
    return Made(sick, network(task.again(y=large, scale_targets=True), layers, **training), also, 500)
