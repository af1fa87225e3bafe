"""Blocks that are added to what went into them: what the layers say grows from block to block."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a network of residual blocks without a normalisation."""
    task, width = draw.task("classes", "numbers"), draw.width()
    net = nn.Builder()
    at = net.add(nn.Dense(width), net.add(nn.Input()))
    for _ in range(draw.one(draw.half.deep) // 2):
        inner = net.add(nn.Dense(width, nn.ReLU(), initializer=nn.HeNormal()), at)
        at = net.add(nn.Add(), at, net.add(nn.Dense(width), inner))
    net.add(nn.Dense(task.outputs), at)
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.001, 0.003),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    return Well(net.project(task.data, **training), 600)
