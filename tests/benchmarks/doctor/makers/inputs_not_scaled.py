"""Columns of very different or very large size, given to the network as they are."""

from __future__ import annotations

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.made import Made


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, training = draw.task("own"), draw.training()
    assert task.x is not None
    activation = draw.one((nn.Tanh(), nn.ReLU(), nn.Sigmoid(), nn.LeakyReLU()))
    layers = hidden(draw.one(draw.half.shallow), draw.width(), activation)
    if draw.chance(0.5):
        large = task.x * draw.log(30, 3e4)
    else:
        large = task.x * 10.0 ** draw.rng.uniform(-1, 4, task.x.shape[1])
        large = large * max(1.0, 50.0 / float(np.abs(large).max()))
    if draw.chance(0.4):
        large = large + 3 * large.std(axis=0)
    sick = network(task.again(x=large, scaling="none"), layers, **training)
    also = ("saturated_units", "exploding_gradients", "non_finite", "dead_relus", "learning_rate_too_high")
    return Made(sick, network(task.again(x=large, scaling="standardize"), layers, **training), also)
