"""Layers that never learn: frozen, or with weights of 0 through which nothing comes."""

from __future__ import annotations

from dataclasses import replace

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("hard", "classes", "numbers"), draw.training(0.7)
    way = draw.one(("zeros", "frozen", "frozen", "own rate", "all"))
    activation = draw.one((nn.ReLU(), nn.Tanh()))
    if way == "zeros":
        layers = hidden(draw.one(draw.half.shallow) + 1, draw.width(), activation)
        none = [replace(one, initializer=nn.Zeros()) if k else one for k, one in enumerate(layers)]
        sick = network(task, none, nn.Dense(task.outputs, initializer=nn.Zeros()), **training)
        also = ("symmetry", "vanishing_gradients", "plateau", "degenerate", "first_weights_too_small")
        return Made(sick, network(task, layers, **training), also)
    # Layers that stay as they were drawn pass on little of what comes in where they are narrow.
    width = draw.width() if way == "all" else draw.one((3, 4)) + draw.half.more
    layers = hidden(draw.one((2, 3, 4)), width, activation)
    stays = {"rate": 0.0} if way == "own rate" else {"frozen": True}
    last = nn.Dense(task.outputs, **stays) if way == "all" else nn.Dense(task.outputs)
    sick = network(task, [replace(one, **stays) for one in layers], last, **training)
    return Made(sick, network(task, layers, **training), ("learning_rate_too_low", "no_capacity"), 800)
