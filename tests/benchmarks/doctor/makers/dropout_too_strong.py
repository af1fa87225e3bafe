"""Four of five units or more are silenced at every step."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training, width = draw.task("hard", "classes", "numbers"), draw.training(0.7), draw.width()
    depth, rate, activation = draw.one(draw.half.shallow), draw.even(0.75, 0.95), draw.activation()

    def between():
        return [nn.Dropout(rate)]

    sick = network(task, hidden(depth, width, activation, between=between), **training)
    well = network(task, hidden(depth, width, activation), **training)
    return Made(sick, well, ("oscillating", "non_finite"), 800)
