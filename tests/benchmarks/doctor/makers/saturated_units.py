"""Units of tanh or sigmoid far out where they are flat, by first weights or by inputs that are too large."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width = draw.task("own"), draw.width()
    activation = draw.one((nn.Tanh(), nn.Sigmoid(), nn.Softsign()))
    training, depth = draw.training(), draw.one(draw.half.shallow)
    assert task.x is not None
    if draw.chance(0.5):
        large = task.again(x=task.x * draw.log(30, 1000), scaling="none")
        well = network(task, hidden(depth, width, activation), **training)
        sick = network(large, hidden(depth, width, activation), **training)
        return Made(sick, well, ("inputs_not_scaled",))
    well = network(task, hidden(depth, width, activation), **training)
    sick = network(task, hidden(depth, width, activation, nn.GlorotNormal(draw.log(8, 80))), **training)
    return Made(sick, well, ("first_weights_too_large", "exploding_gradients"))
