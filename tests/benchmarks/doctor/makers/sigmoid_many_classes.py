"""A sigmoid for each of several classes, of which one is right."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("many_classes"), draw.training(), draw.layers()
    well = network(task, layers, **training)
    if draw.chance(0.6):
        sick = network(task, layers, nn.Dense(task.outputs, nn.Sigmoid()), **training)
        return Made(sick, well, ("activation_twice",), 500, "loss")
    loss = draw.one((nn.BinaryCrossEntropy(), nn.MeanSquaredError()))
    sick = network(task, layers, nn.Dense(task.outputs, nn.Sigmoid()), loss=loss, **training)
    return Made(sick, well, ("unsuited_loss",), 500, worse=0.94)
