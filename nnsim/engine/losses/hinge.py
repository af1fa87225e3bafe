"""Hinge loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.expression import Comparison, Constant, Expression, positive
from nnsim.engine.loss import Loss, LossEmitter, losses


@losses.register
@dataclass(frozen=True)
class Hinge(Loss):
    """L = mean over the batch of Σ over units of max(0, 1 − t·y), with t = ±1.

    PyTorch has no such loss (its ``HingeEmbeddingLoss`` is another); Keras's takes the mean over units.
    """

    key = "hinge"
    title = mark("Hinge")
    summary = mark(
        "Zero once an example is on the right side with a margin of 1: the loss of the support vector machine."
    )
    formula = "L = max(0, 1 − t·y),  t = ±1"
    source = "Cortes & Vapnik 1995"
    needs_classes = True
    off = -1.0
    wants = (-1.0, 1.0)
    order = 40

    def emit(self, e: LossEmitter) -> None:
        c, y, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch
        margin, active = c.buffer(*y.shape), c.buffer(*y.shape)
        c(np.multiply, y, t, margin)
        c(np.subtract, c.constant(1), margin, margin)
        c(np.maximum, margin, c.constant(0), out=margin)
        e.add(margin)
        c(np.sign, margin, active)
        c(np.multiply, active, t, active)
        e.give(active, -e.factor)

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return np.where(targets.mean(axis=0) >= 0, 1.0, -1.0)

    def threshold(self) -> float:
        return 0.0

    def spelled(self, c: Comparison) -> list[Expression]:
        return [positive(1 - t * y) for y, t in zip(c.outputs, c.targets, strict=True)]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        pairs = zip(c.outputs, c.targets, strict=True)
        return [-t if t.value * y.value < 1 else Constant(0.0) for y, t in pairs]
