"""A schedule that has taken the learning rate to next to nothing before anything is learned."""

from __future__ import annotations

from dataclasses import replace

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("classes", "numbers"), draw.training()
    well = network(task, draw.layers(), **training)
    schedule = draw.one(
        (
            nn.ExponentialDecay(draw.even(0.05, 0.4)),
            nn.StepDecay(every=1, gamma=draw.even(0.05, 0.3)),
            nn.PolynomialDecay(epochs=draw.one((1, 2)), power=draw.one((1.0, 2.0))),
        )
    )
    sick = replace(well, training=replace(well.training, schedule=schedule))
    return Made(sick, well, ("learning_rate_too_low", "plateau"), 600, "score")
