"""Rows are learned by heart, their noise as well; on new ones it becomes worse."""

from __future__ import annotations

import nnsim.library as nn
from tests.benchmarks.doctor.draw import Draw, hidden, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made


def _worsens(sick: Trained, healthy: Trained) -> bool:
    """Whether the validation loss has risen by a third from its least, and new rows are told far worse than old ones."""
    del healthy
    return sick.val_loss[-1] > 1.33 * sick.val_loss.min() and sick.train_score - sick.score > 0.15


def made(draw: Draw) -> Made:
    """Return a sick network and its twin."""
    task, width = draw.task("own"), draw.width()
    assert task.x is not None
    assert task.y is not None
    count = int(draw.rng.integers(90, 150))
    x, y = task.x[:count], task.y[:count].copy()
    if task.classes:
        wrong = draw.rng.random(count) < 0.15
        y[wrong] = draw.rng.integers(task.classes, size=int(wrong.sum()))
    else:
        y = y + 0.5 * draw.rng.normal(size=count)
    few = task.again(x=x, y=y, validation_share=0.4)
    training = {
        "optimizer": nn.Adam(),
        "learning_rate": draw.log(0.004, 0.01),
        "batch": draw.batch(),
        "seed": draw.seed,
    }
    sick = network(few, hidden(2, 4 * width, draw.one((nn.ReLU(), nn.Tanh()))), **training)
    well = network(task, hidden(1, width, nn.Tanh()), **training)
    return Made(
        sick, well, ("too_large", "too_few_examples", "baseline_not_beaten"), 1000, "proof", proof=_worsens
    )
