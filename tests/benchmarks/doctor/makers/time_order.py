"""A series whose future is dealt to the training part: rows of windows that overlap, split by chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    length = draw.one((8, 12, 16))
    series = _series(draw.seed, draw.half.period)
    if draw.one((True, False)):
        days = np.arange(len(series))
        source, steps = nn.Table({"day": days, "sales": series}, target="sales"), (nn.Window(length, 1),)
        data = nn.DataSettings(source, seed=draw.seed, test_share=0.0, steps=steps, splitter=nn.RandomSplit())
    else:
        windows = np.lib.stride_tricks.sliding_window_view(series, length + 1)
        source = nn.Arrays(windows[:, :-1, None], windows[:, -1:], task="regression")
        data = nn.DataSettings(source, seed=draw.seed, test_share=0.0)
    by_time = replace(data, splitter=nn.ByTime() if data.steps else nn.InOrder())
    layer = draw.one((nn.RNN, nn.GRU))(draw.width())
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.005, 0.01),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    body = (nn.Input(), layer, nn.Dense(1))
    sick, well = (nn.chain(*body, data=one, **training) for one in (data, by_time))
    return Made(sick, well, ("leaking_split",), 400, "built")


def _series(seed: int, period: float) -> np.ndarray:
    """Return a value a day, with a season and a wander that comes back, of unit size."""
    rng = np.random.default_rng(seed)
    wander = np.zeros(600)
    for day in range(1, len(wander)):
        wander[day] = 0.8 * wander[day - 1] + rng.normal(0.0, 0.2)
    return np.asarray(np.sin(2 * np.pi * np.arange(len(wander)) / period) + wander, np.float32)
