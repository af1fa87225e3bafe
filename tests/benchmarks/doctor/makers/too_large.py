"""Hundreds of weights for every row, where a few units do better."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width = draw.task("own"), draw.width()
    assert task.x is not None
    assert task.y is not None
    count = int(draw.rng.integers(60, 110))
    few = task.again(x=task.x[:count], y=task.y[:count], validation_share=0.4)
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.003, 0.006),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    sick = network(few, hidden(draw.one((2, 3)), 10 * width, nn.ReLU()), **training)
    well = network(few, hidden(1, 4, nn.Tanh()), **(training | {"learning_rate": 0.02}))
    return Made(sick, well, ("overfitting", "too_few_examples", "baseline_not_beaten"), 500, "loss", 0.3)
