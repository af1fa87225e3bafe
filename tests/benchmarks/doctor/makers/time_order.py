"""A series whose future is dealt to the training part: rows of windows that overlap, split by chance."""

from __future__ import annotations

from dataclasses import replace

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    source = nn.NextOfSine if draw.half.name == "set" else nn.MackeyGlass
    data = nn.DataSettings(source(seed=draw.seed % 1000, points=600), seed=draw.seed, test_share=0.0)
    by_time = replace(data, splitter=nn.ByTime())
    layer = draw.one((nn.RNN, nn.GRU))(draw.width())
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.005, 0.01),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    sick = nn.chain(nn.Input(), layer, nn.Dense(1), data=data, **training)
    well = nn.chain(nn.Input(), layer, nn.Dense(1), data=by_time, **training)
    return Made(sick, well, ("leaking_split",), 400, "built")
