"""A softmax over one unit."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("easy", "numbers"), draw.training()
    layers = draw.layers()
    loss = draw.one((None, nn.MeanSquaredError())) if task.classes else None
    sick = network(task, layers, nn.Dense(1, nn.Softmax()), loss=loss, **training)
    return Made(
        sick, network(task, layers, loss=loss, **training), ("activation_twice", "targets_out_of_range"), 300
    )
