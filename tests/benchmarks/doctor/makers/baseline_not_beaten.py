"""A network that does worse than a straight line, for it is given columns that say nothing: those that do are left out."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.task import arrays


def made(draw: Draw) -> Made:
    """Return a sick network and its twin, which is given all columns."""
    rows, telling, empty = int(draw.rng.integers(500, 900)), int(draw.rng.integers(2, 5)), draw.one((2, 3))
    empty += draw.half.more
    x = draw.rng.normal(size=(rows, telling + empty))
    y = x[:, :telling] @ draw.rng.normal(size=telling) + 0.3 * draw.rng.normal(size=rows)
    classes = draw.one((0, 2))
    asked = (y > 0).astype(int) if classes else (y - y.mean()) / y.std()
    task = arrays("some empty columns", x, asked, classes, draw.seed, test_share=0.0, validation_share=0.3)
    training, layers = draw.training(), draw.layers()
    columns = f"{telling + 1}-{telling + empty}"
    chains = [
        nn.chain(one, *layers, nn.Dense(1), data=task.data, **training)
        for one in (nn.Input(columns=columns), nn.Input())
    ]
    return Made(*chains, also=("shuffled_labels", "constant_inputs"), steps=500)
