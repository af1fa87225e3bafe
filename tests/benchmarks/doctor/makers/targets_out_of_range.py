"""Numbers are asked for that the activation of the output cannot give."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, layers = draw.task("own_numbers"), draw.training(0.7), draw.layers()
    assert task.y is not None
    moved = task.again(y=draw.even(1.0, 3.0) * task.y + draw.even(-2.0, 8.0))
    activation = draw.one((nn.Sigmoid(), nn.Tanh(), nn.ReLU(), nn.Softsign()))
    sick = network(moved, layers, nn.Dense(1, activation), **training)
    return Made(sick, network(moved, layers, **training), ("dead_relus", "saturated_units"), 600)
