"""Perceptron criterion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.expression import Comparison, Constant, Expression, positive
from nnsim.engine.loss import Loss, LossEmitter, losses


@losses.register
@dataclass(frozen=True)
class PerceptronCriterion(Loss):
    """L = mean over the batch of Σ over units of max(0, −t·z), with t = ±1.

    The gradient is −t where t·z ≤ 0. At 0 it takes the side of a mistake: weights that start at zero
    would never move otherwise. With a batch of one and plain gradient descent this is Rosenblatt's
    rule. PyTorch has no such loss.
    """

    key = "perceptron_criterion"
    title = mark("Perceptron criterion")
    summary = mark("How far an example lies on the wrong side; what is on the right side counts nothing.")
    formula = "L = max(0, −t·z),  t = ±1"
    source = "Rosenblatt 1957; Bishop 2006, ch. 4.1.7"
    needs_classes = True
    off = -1.0
    wants = (0.0, 0.0)
    order = 42

    def emit(self, e: LossEmitter) -> None:
        c, z, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch
        wrong, short = c.buffer(*z.shape), c.buffer(*z.shape)
        mistake = c.buffer(*z.shape, dtype=np.bool_)
        c(np.multiply, z, t, wrong)
        c(np.less_equal, wrong, c.constant(0), mistake)
        c(np.minimum, wrong, c.constant(0), out=short)
        c(np.negative, short, short)
        e.add(short)
        c(np.multiply, mistake, t, wrong)
        e.give(wrong, -e.factor)

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return np.zeros(targets.shape[1])

    def threshold(self) -> float:
        return 0.0

    def spelled(self, c: Comparison) -> list[Expression]:
        return [positive(-(t * z)) for z, t in zip(c.outputs, c.targets, strict=True)]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        pairs = zip(c.outputs, c.targets, strict=True)
        return [-t if t.value * z.value <= 0 else Constant(0.0) for z, t in pairs]
