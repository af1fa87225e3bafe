"""A softmax, sigmoid or ReLU on what the loss takes for weighted sums."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("many_classes", "classes"), draw.training(), draw.layers()
    well = network(task, layers, **training)
    way = draw.one(("softmax", "softmax layer", "relu", "tanh"))
    if task.outputs == 1:
        way = draw.one(("relu", "tanh"))
    if way == "softmax layer":
        stacked = [*layers, nn.Dense(task.outputs, nn.Softmax())]
        return Made(
            network(task, stacked, nn.ActivationLayer(nn.Softmax()), **training), well, (), 500, "loss"
        )
    activation = {"softmax": nn.Softmax(), "relu": nn.ReLU(), "tanh": nn.Tanh()}[way]
    if way == "softmax":
        stacked = [*layers, nn.Dense(task.outputs, nn.Softmax())]
        return Made(
            network(task, stacked, nn.Dense(task.outputs, nn.Softmax()), **training), well, (), 500, "loss"
        )
    sick = network(task, layers, nn.Dense(task.outputs, activation), **training)
    return Made(sick, well, ("dead_relus",), 500, "loss")
