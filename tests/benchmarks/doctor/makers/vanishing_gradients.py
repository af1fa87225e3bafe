"""Many layers of sigmoids, or of tanh with first weights that are too small; the twin has ReLU and weights that fit."""

from __future__ import annotations

import nnsim.library as nn
from nnsim.engine.activation import Activation
from nnsim.engine.initializer import Initializer
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a deep network whose first layers get next to no gradient, and one whose do."""
    task, depth, width = draw.task("classes", "classes", "numbers"), draw.one(draw.half.deep), draw.width()
    optimizer, rate = draw.adaptive() if draw.chance(0.4) else draw.descending()
    activation: Activation = draw.one((nn.Sigmoid(), nn.Sigmoid(), nn.HardSigmoid()))
    weights: Initializer = draw.one((nn.GlorotUniform(), nn.GlorotNormal(), nn.LeCunNormal()))
    also: tuple[str, ...] = ()
    if draw.chance(0.25):
        activation = draw.one((nn.Tanh(), nn.ReLU()))
        weights, also = nn.GlorotNormal(draw.even(0.15, 0.4)), ("first_weights_too_small",)
    training = {"optimizer": optimizer, "learning_rate": rate, "batch": draw.batch(), "seed": draw.seed}
    sick = network(task, hidden(depth, width, activation, weights), **training)
    well = network(task, hidden(depth, width, nn.Tanh() if draw.chance(0.3) else nn.ReLU()), **training)
    return Made(sick, well, also, steps=700)
