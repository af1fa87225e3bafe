"""ReLUs that are 0 for every example: from the start by their biases, or killed by steps that are too long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made


def _mostly_dead(sick: Trained, healthy: Trained) -> bool:
    """Whether in some layer three of four units say 0 to every example: worked out here, layer by layer."""
    del healthy
    run = sick.rounds.run
    assert run is not None
    windows = run.network.parameters.windows
    vector = np.asarray(run.network.parameters.vector, np.float64)
    data = sick.rounds.data.train
    y = np.asarray(data.values(np.arange(len(data))), np.float64)
    for weights, biases in zip(windows[::2][:-1], windows[1::2][:-1], strict=True):
        w = vector[weights.start : weights.stop].reshape(weights.spec.shape)
        y = np.maximum(0.0, y @ w + vector[biases.start : biases.stop])
        if float((y == 0).all(axis=0).mean()) >= 0.75:
            return True
    return False


def made(draw: Draw) -> Made:
    """Return a network of ReLUs most of which are dead, and one where they are not."""
    task, width, depth = draw.task("classes", "numbers"), draw.width(), draw.one(draw.half.shallow)
    kind, rate = draw.adaptive() if draw.chance(0.6) else draw.descending()
    training = {"optimizer": kind, "learning_rate": rate, "batch": draw.batch(), "seed": draw.seed}
    layers = hidden(depth, width, nn.ReLU())
    well = network(task, layers, **training)
    if draw.chance(0.5):
        bias = nn.Constant(-draw.log(4, 40))
        dead = int(draw.rng.integers(depth))
        below = [replace(one, bias_initializer=bias) if k == dead else one for k, one in enumerate(layers)]
        return Made(network(task, below, **training), well, ("cut_off",), 500, proof=_mostly_dead)
    long = rate * draw.log(30, 400)
    sick = replace(well, training=replace(well.training, learning_rate=long))
    return Made(sick, well, ("learning_rate_too_high",), 500, proof=_mostly_dead)
