"""A regression of which noise is the larger part: as low as the loss can be is not low."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Well
from tests.benchmarks.doctor.task import arrays


def made(draw: Draw) -> Well:
    """Return a small network that finds what there is to be found: 20 to 50 % of the variance."""
    rows, features = 1500, int(draw.rng.integers(2, 6))
    x = draw.rng.normal(size=(rows, features))
    clean = np.sin(x[:, 0]) + x @ draw.rng.normal(size=features) / np.sqrt(features)
    share = draw.even(0.25, 0.5)
    clean = (clean - clean.mean()) / clean.std()
    y = np.sqrt(share) * clean + np.sqrt(1 - share) * draw.rng.normal(size=rows)
    task = arrays("mostly noise", x, y, 0, draw.seed, test_share=0.0, validation_share=0.3)
    layers = hidden(1, draw.width(), nn.Tanh())
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.002, 0.005),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    return Well(network(task, layers, **training), 500, least=0.6 * share)
