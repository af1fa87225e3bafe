"""Squared or absolute distances to the numbers of classes, from an output without an activation."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("classes", "many_classes"), draw.training(0.7), draw.layers()
    loss = draw.one((nn.MeanSquaredError(), nn.MeanSquaredError(), nn.Huber()))
    sick = network(task, layers, loss=loss, **training)
    return Made(sick, network(task, layers, **training), ("unsuited_loss",), 400, worse=0.94)
