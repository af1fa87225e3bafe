"""Words: codes that an embedding learns the meaning of."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.made import Well
from tests.benchmarks.doctor.task import arrays


def made(draw: Draw) -> Well:
    """Return an embedding whose codes speak for one of two classes each."""
    rows, length, words = 1500, int(draw.rng.integers(5, 9)), int(draw.rng.integers(10, 30))
    meaning = draw.rng.normal(size=words)
    x = draw.rng.integers(words, size=(rows, length))
    y = (meaning[x].sum(axis=1) > 0).astype(int)
    task = arrays(
        "words", x.astype(float), y, 2, draw.seed, scaling="none", test_share=0.0, validation_share=0.3
    )
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.005, 0.02),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    layers = [nn.Embedding(words, draw.width()), nn.Flatten(), nn.Dense(draw.width(), nn.ReLU())]
    return Well(network(task, layers, **training), 500)
