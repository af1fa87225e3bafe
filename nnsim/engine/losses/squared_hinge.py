"""Squared hinge loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.expression import Comparison, Expression, positive
from nnsim.engine.loss import Loss, LossEmitter, losses


@losses.register
@dataclass(frozen=True)
class SquaredHinge(Loss):
    """L = mean over the batch of Σ over units of max(0, 1 − t·y)², with t = ±1.

    Summed over units like Hinge; PyTorch has no such loss, and Keras's takes the mean over units.
    """

    key = "squared_hinge"
    title = mark("Squared hinge")
    summary = mark(
        "Like hinge, but the shortfall from the margin is squared: smooth, and stricter with great mistakes."
    )
    formula = "L = max(0, 1 − t·y)²,  t = ±1"
    source = "Lee & Mangasarian 2001"
    needs_classes = True
    off = -1.0
    wants = (-1.0, 1.0)
    order = 41

    def emit(self, e: LossEmitter) -> None:
        c, y, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch
        margin = c.buffer(*y.shape)
        c(np.multiply, y, t, margin)
        c(np.subtract, c.constant(1), margin, margin)
        c(np.maximum, margin, c.constant(0), out=margin)
        e.add(margin, margin)
        c(np.multiply, margin, t, margin)
        e.give(margin, -2 * e.factor)

    def threshold(self) -> float:
        return 0.0

    def spelled(self, c: Comparison) -> list[Expression]:
        return [positive(1 - t * y) ** 2 for y, t in zip(c.outputs, c.targets, strict=True)]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return [-(2 * positive(1 - t * y) * t) for y, t in zip(c.outputs, c.targets, strict=True)]
