"""Many linear layers that begin orthogonal, on a task that is linear."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well
from tests.benchmarks.doctor.task import arrays


def made(draw: Draw) -> Well:
    """Return a deep linear network (Saxe et al.): it can say what is asked, and its gradients neither grow nor shrink."""
    rows, features, outputs = 500, int(draw.rng.integers(4, 12)), int(draw.rng.integers(1, 4))
    x = draw.rng.normal(size=(rows, features))
    y = x @ draw.rng.normal(size=(features, outputs)) / np.sqrt(features)
    y = y + 0.05 * draw.rng.normal(size=y.shape)
    task = arrays("linear map", x, y, 0, draw.seed, test_share=0.0, validation_share=0.3)
    layers = hidden(draw.one(draw.half.deep), draw.width(), nn.Identity(), nn.Orthogonal())
    training = {
        "optimizer": nn.SGD(),
        "learning_rate": draw.log(0.01, 0.03),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    output = nn.Dense(outputs, initializer=nn.Orthogonal())
    return Well(network(task, layers, output, **training), 800)
