"""A loss for other targets than these."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    training, layers = draw.training(0.7), draw.layers()
    if draw.chance(0.7):
        task = draw.task("classes", "many_classes")
        well = network(task, layers, **training)
        last = nn.Softmax() if task.outputs > 1 else nn.Sigmoid()
        loss = draw.one((nn.MeanAbsoluteError(), nn.MeanSquaredError() if task.outputs > 1 else nn.Poisson()))
        sick = network(task, layers, nn.Dense(task.outputs, last), loss=loss, **training)
        return Made(sick, well, ("targets_out_of_range",), 500, worse=0.94)
    task = draw.task("own_numbers")
    assert task.y is not None
    spread = (task.y - task.y.min()) / (task.y.max() - task.y.min())
    task = task.again(y=spread)
    well = network(task, layers, **training)
    sick = network(task, layers, loss=nn.BinaryCrossEntropy(), **training)
    return Made(sick, well, (), 500, worse=0.94)
