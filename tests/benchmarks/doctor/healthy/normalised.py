"""Batch norm, layer norm and some dropout between the layers."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a network with normalisations or a moderate dropout."""
    task, width = draw.task("classes", "numbers"), draw.width()
    way = draw.one(("batch", "layer", "dropout"))
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.003, 0.01),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    if way == "dropout":
        rate = draw.even(0.05, 0.25)
        layers = hidden(2, 2 * width, nn.ReLU(), between=lambda: [nn.Dropout(rate)])
        return Well(network(task, layers, **training), 700)
    norm = nn.BatchNorm() if way == "batch" else nn.LayerNorm()
    shape = draw.one((nn.ReLU(), nn.Tanh()))
    layers = []
    for _ in range(draw.one(draw.half.shallow)):
        layers += [nn.Dense(width), norm, nn.ActivationLayer(shape)]
    return Well(network(task, layers, **training), 600)
