"""Convolutions, with pooling and batch norm or without."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a small convolutional network on small pictures."""
    task, filters = draw.task("pictures"), draw.width() // 2
    layers = [nn.Conv2D(filters, activation=nn.ReLU())]
    if draw.chance(0.4):
        layers = [nn.Conv2D(filters), nn.BatchNorm(), nn.ActivationLayer(nn.ReLU())]
    layers += [nn.MaxPool2D(2), nn.Flatten()]
    if draw.chance(0.5):
        layers += [nn.Dense(draw.width(), nn.ReLU(), initializer=nn.HeNormal())]
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.003, 0.008),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    return Well(network(task, layers, **training), 400)
