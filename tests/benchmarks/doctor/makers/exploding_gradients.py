"""First weights with which every layer makes the gradient larger; the twin's keep it as large as it is."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a deep network whose gradients grow from layer to layer on their way back, and one where they do not."""
    task, depth, width = draw.task("classes", "numbers"), draw.one(draw.half.deep), draw.width()
    optimizer, rate = draw.adaptive() if draw.chance(0.4) else draw.descending()
    activation = draw.one((nn.ReLU(), nn.ReLU(), nn.LeakyReLU(), nn.ELU()))
    weights = draw.one((nn.HeNormal, nn.HeUniform))(draw.even(1.9, 3.5))
    training = {"optimizer": optimizer, "learning_rate": rate, "batch": draw.batch(), "seed": draw.seed}
    sick = network(task, hidden(depth, width, activation, weights), **training)
    well = network(task, hidden(depth, width, activation), **training)
    also = ("first_weights_too_large", "non_finite", "learning_rate_too_high")
    return Made(sick, well, also, steps=600)
