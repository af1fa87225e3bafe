"""Binary cross-entropy with logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.loss import Loss, LossEmitter, losses


@losses.register
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """L = mean over the batch of Σ over units of −t·ln σ(z) − (1 − t)·ln(1 − σ(z)).

    Takes weighted sums z and applies the sigmoid by itself: max(z, 0) − t·z + ln(1 + e^−|z|), which
    cannot overflow, and whose gradient is simply σ(z) − t.
    """

    key = "bce"
    title = mark("Binary cross-entropy")
    summary = mark(
        "How surprised the network is by each yes or no. Applies the sigmoid to the output by itself."
    )
    formula = "L = −t·ln σ(z) − (1 − t)·ln(1 − σ(z))"
    needs_classes = True
    applies = "sigmoid"
    order = 10

    def emit(self, e: LossEmitter) -> None:
        c, z, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch
        work, terms = c.buffer(*z.shape), c.buffer(*z.shape)
        ones = np.ones(z.size, c.dtype)
        half, zero = c.constant(0.5), c.constant(0)
        c(np.absolute, z, work)
        c(np.negative, work, work)
        c(np.exp, work, work)
        c(np.log1p, work, work)
        c(np.maximum, z, zero, out=terms)
        c(np.add, terms, work, terms)
        c(np.multiply, z, t, work)
        c(np.subtract, terms, work, terms)
        c(e.flat(terms).dot, ones, e.total)
        c(np.multiply, z, half, work)
        c(np.tanh, work, work)
        c(np.multiply, work, half, work)
        c(np.add, work, half, work)
        c(np.subtract, work, t, work)
        c(np.multiply, work, c.constant(e.factor), e.gradient)

    def probabilities(self, output: np.ndarray) -> np.ndarray:
        return np.asarray(0.5 * np.tanh(0.5 * output) + 0.5)

    def threshold(self) -> float:
        return 0.0
