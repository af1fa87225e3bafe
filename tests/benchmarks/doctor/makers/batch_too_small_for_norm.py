"""Batch norm over one, two or three examples: what it takes for their mean is mostly noise."""

from __future__ import annotations

import nnsim.library as nn
from nnsim.engine.layer import Layer
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width, training = draw.task("classes", "numbers"), draw.width(), draw.training(0.8)
    layers: list[Layer] = []
    for _ in range(draw.one(draw.half.shallow) + 1):
        layers += [nn.Dense(width), nn.BatchNorm(), nn.ActivationLayer(draw.one((nn.ReLU(), nn.Tanh())))]
    well = network(task, layers, **(training | {"batch": draw.batch() + 10}))
    sick = network(task, layers, **(training | {"batch": draw.one((1, 2, 2, 2, 3))}))
    also = ("batch_of_one", "learning_rate_too_high", "oscillating", "overfitting")
    return Made(sick, well, also, 700)
