"""Recurrent layers whose gradients are clipped."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Well


def made(draw: Draw) -> Well:
    """Return a network that reads sequences, with clipping by the global norm."""
    task, units = draw.task("sequences"), draw.width()
    layer = draw.one((nn.RNN, nn.GRU, nn.LSTM))(units)
    clipping = nn.ClipByGlobalNorm(draw.one((0.5, 1.0, 2.0)))
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.005, 0.015),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    return Well(network(task, [layer], clipping=clipping, **training), 700)
