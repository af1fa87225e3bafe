"""Steps that are so long that the loss goes up and down instead of down; the twin's are a fraction of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made


def swings(one: Trained) -> float:
    """Return how far the training loss of the second half of a run goes up, as a share of its mean."""
    loss = one.train_loss[len(one.train_loss) // 2 :]
    if len(loss) < 8 or not np.isfinite(loss).all():
        return 0.0
    up = np.maximum(0.0, np.diff(loss))
    return float(up.mean() / loss.mean())


def _goes_up_and_down(sick: Trained, healthy: Trained) -> bool:
    turns = np.diff(np.sign(np.diff(sick.train_loss[len(sick.train_loss) // 2 :])))
    often = len(turns) > 6 and float((turns != 0).mean()) >= 0.4
    return often and not sick.diverged and swings(sick) >= 0.06 and swings(sick) > 4 * swings(healthy)


def made(draw: Draw) -> Made:
    """Return a network whose loss swings, and one whose falls."""
    task, width = draw.task("classes", "numbers"), draw.width()
    kind, rate = draw.adaptive() if draw.chance(0.5) else draw.descending()
    activation = draw.one((nn.Tanh(), nn.Tanh(), nn.LeakyReLU(), nn.ELU()))
    layers = hidden(draw.one(draw.half.shallow), width, activation)
    training = {
        "optimizer": kind,
        "learning_rate": rate,
        "batch": draw.batch() * draw.one((1, 2)),
        "seed": draw.seed,
    }
    well = network(task, layers, **training)
    sick = replace(well, training=replace(well.training, learning_rate=rate * draw.log(10, 300)))
    return Made(sick, well, ("learning_rate_too_high",), 700, proof=_goes_up_and_down)
