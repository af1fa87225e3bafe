"""Numbers that leave what a computer can hold: a rate, inputs or targets that are far too large for plain descent."""

from __future__ import annotations

from dataclasses import replace

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.task import arrays


def _diverged(sick: Trained, healthy: Trained) -> bool:
    del healthy
    return sick.diverged


def made(draw: Draw) -> Made:
    """Return a network whose loss leaves all bounds, and one whose does not."""
    way = draw.one(("rate", "rate", "inputs", "targets"))
    task = draw.task("numbers") if way == "targets" or draw.chance(0.7) else draw.task("classes")
    optimizer, rate = draw.descending()
    activation = draw.one((nn.ReLU(), nn.LeakyReLU(), nn.ELU()))
    layers = hidden(draw.one(draw.half.shallow), draw.width(), activation)
    training = {"optimizer": optimizer, "learning_rate": rate, "batch": draw.batch(), "seed": draw.seed}
    well = network(task, layers, **training)
    if way == "rate" or task.x is None or task.y is None:
        sick = replace(well, training=replace(well.training, learning_rate=rate * draw.log(30, 3000)))
        return Made(sick, well, ("learning_rate_too_high", "exploding_gradients"), 400, proof=_diverged)
    large = draw.log(100, 1e5)
    if way == "inputs":
        scaled = arrays(task.name, large * task.x, task.y, task.classes, task.data.seed, test_share=0.0)
        sick = network(scaled.with_data(scaling="none"), layers, **training)
        return Made(sick, well, ("inputs_not_scaled", "exploding_gradients"), 400, proof=_diverged)
    scaled = arrays(task.name, task.x, large * task.y, 0, task.data.seed, test_share=0.0)
    sick = network(scaled, layers, **training)
    return Made(
        sick, well, ("huge_targets", "exploding_gradients", "learning_rate_too_high"), 400, proof=_diverged
    )
