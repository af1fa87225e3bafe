"""A network that does worse on new rows than a straight line would."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.tasks import arrays


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    rows, features = (
        int(draw.rng.integers(50, 90)),
        int(draw.rng.integers(8, 16)) + int(draw.half.name == "judged"),
    )
    x = draw.rng.normal(size=(rows, features))
    y = x @ draw.rng.normal(size=features) / np.sqrt(features) + 0.4 * draw.rng.normal(size=rows)
    task = arrays("nearly linear", x, y, 0, draw.seed, test_share=0.0, validation_share=0.4)
    training = draw.training(1.0)
    layers = hidden(draw.one((2, 3)), 4 * draw.width(), draw.one((nn.ReLU(), nn.Tanh())))
    sick = network(task, layers, **training)
    well = network(task, [], **(training | {"learning_rate": 0.02}))
    also = ("overfitting", "too_large", "too_few_examples")
    return Made(sick, well, also, 700)
