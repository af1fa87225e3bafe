"""Binary cross-entropy with logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.activations.sigmoid import sigmoid
from nnsim.engine.expression import Comparison, Expression, exp, ln, positive, size
from nnsim.engine.loss import Loss, LossEmitter, logit, losses

SURE = 30.0
"""|z| from which σ(z) is rounded to 0 or 1 too far for its logarithm to be told."""


@losses.register
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """L = mean over the batch of Σ over units of −t·ln σ(z) − (1 − t)·ln(1 − σ(z)).

    Takes weighted sums z and applies the sigmoid by itself: max(z, 0) − t·z + ln(1 + e^−|z|), which
    cannot overflow, and whose gradient is simply σ(z) − t. PyTorch's ``BCEWithLogitsLoss`` takes the
    mean over units as well. Targets that are numbers are shares from 0 to 1, such as the ink of a pixel.
    """

    key = "bce"
    title = mark("Binary cross-entropy")
    summary = mark(
        "How surprised the network is by each yes or no, or share of yes. Applies the sigmoid to the output by"
        " itself."
    )
    formula = "L = −t·ln σ(z) − (1 − t)·ln(1 − σ(z))"
    applies = "sigmoid"
    proper = True
    any_scale = False
    order = 10

    def encode(self, targets: np.ndarray, classes: int, units: int) -> np.ndarray:
        shares = super().encode(targets, classes, units)
        if not classes and ((shares < 0) | (shares > 1)).any():
            raise NnsimError(
                tr(
                    "Binary cross-entropy compares shares: every target must lie between 0 and 1, without"
                    " standardising. Choose Mean squared error for other numbers."
                )
            )
        return shares

    def emit(self, e: LossEmitter) -> None:
        c, z, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch
        fading, work, terms = (c.buffer(*z.shape) for _ in range(3))
        negative = c.buffer(*z.shape, dtype=np.bool_)
        one, zero = c.constant(1), c.constant(0)
        # Both sums start with what is exactly 0 for a right answer, so that small numbers survive beside it.
        c(np.absolute, z, fading)
        c(np.negative, fading, fading)
        c(np.exp, fading, fading)
        c(np.maximum, z, zero, out=terms)
        c(np.multiply, z, t, work)
        c(np.subtract, terms, work, terms)
        c(np.log1p, fading, work)
        c(np.add, terms, work, terms)
        e.add(terms)
        # σ(z) − t = (1 − t) − q for z ≥ 0 and q − t below, with q = e^−|z|/(1 + e^−|z|).
        c(np.add, fading, one, work)
        c(np.divide, fading, work, fading)
        c(np.copysign, fading, z, fading)
        c(np.signbit, z, negative)
        c(np.subtract, one, negative, work)
        c(np.subtract, work, t, work)
        c(np.subtract, work, fading, work)
        e.give(work, e.factor)

    def probabilities(self, output: np.ndarray) -> np.ndarray:
        return sigmoid(output)

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return logit(targets.mean(axis=0))

    def threshold(self) -> float:
        return 0.0

    def spelled(self, c: Comparison) -> list[Expression]:
        return [
            # Where σ(z) has been rounded to 0 or 1 its logarithm is none; the sum tells what is left.
            -(t * ln(p)) - (1 - t) * ln(1 - p)
            if abs(z.value) < SURE
            else positive(z) - t * z + ln(1 + exp(-size(z)))
            for z, p, t in zip(c.outputs, c.answers, c.targets, strict=True)
        ]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return c.errors

    def spelled_answers(self, outputs: Sequence[Expression]) -> list[Expression]:
        return [1 / (1 + exp(-z)) for z in outputs]
