"""One class in twenty or rarer, which overlaps with the frequent one: to say the frequent one to all is the easy way out."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.doctor.draw import Draw, network
from tests.benchmarks.doctor.followed import Trained
from tests.benchmarks.doctor.made import Made
from tests.benchmarks.doctor.task import Task, arrays


def _never_said(sick: Trained, healthy: Trained) -> bool:
    """Whether it does no better than to say the frequent class, on new rows and on those it has seen."""
    del healthy
    return sick.comes_to <= 0.1 and sick.train_score - sick.constant <= 0.25 * (1 - sick.constant)


def _clouds(draw: Draw, shares: float, away: np.ndarray) -> Task:
    rows = 900
    y = (draw.rng.random(rows) < shares).astype(int)
    x = draw.rng.normal(size=(rows, len(away))) + y[:, None] * away
    return arrays("a rare class", x, y, 2, draw.seed, test_share=0.0, validation_share=0.3)


def made(draw: Draw) -> Made:
    """Return a sick network and its twin, whose classes are as frequent as each other."""
    away = draw.rng.normal(size=int(draw.rng.integers(2, 5)) + draw.half.more)
    away *= draw.even(1.5, 2.2) / np.linalg.norm(away)
    training, layers = draw.training(), draw.layers()
    sick = network(_clouds(draw, draw.even(0.02, 0.05), away), layers, **training)
    well = network(_clouds(draw, 0.5, away), layers, **training)
    return Made(sick, well, ("baseline_not_beaten",), 400, "proof", proof=_never_said)
