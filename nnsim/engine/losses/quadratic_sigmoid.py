"""Quadratic cost on a sigmoid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.activations.sigmoid import sigmoid
from nnsim.engine.expression import HALF, Comparison, Expression, exp
from nnsim.engine.loss import Loss, LossEmitter, logit, losses


@losses.register
@dataclass(frozen=True)
class QuadraticSigmoid(Loss):
    """L = mean over the batch of ½ Σ over units of (σ(z) − t)²; the gradient is (σ(z) − t)·σ′(z).

    Takes weighted sums z and applies the sigmoid by itself. The factor σ′ is what binary
    cross-entropy does not have: a unit that is wrong and sure lies where σ is level, and hardly
    learns. Equal to ``0.5 * torch.nn.MSELoss(reduction="sum")(torch.sigmoid(z), t) / batch``.
    """

    key = "quadratic_sigmoid"
    title = mark("Quadratic cost on sigmoid")
    summary = mark(
        "Half the squared error after a sigmoid. Learns slowly when sure and wrong: compare binary cross-entropy."
    )
    formula = "L = ½ Σ (σ(z) − t)²,  ∂L/∂z = (σ(z) − t)·σ′(z)"
    source = "Nielsen 2015, ch. 3"
    applies = "sigmoid"
    proper = True
    any_scale = False
    order = 34

    def emit(self, e: LossEmitter) -> None:
        c, z, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch / 2
        tail, work, slope = (c.buffer(*z.shape) for _ in range(3))
        negative = c.buffer(*z.shape, dtype=np.bool_)
        one = c.constant(1)
        # q = e^−|z|/(1 + e^−|z|) is the smaller of σ and 1 − σ, with all digits; σ′ = q(1 − q).
        c(np.absolute, z, tail)
        c(np.negative, tail, tail)
        c(np.exp, tail, tail)
        c(np.add, tail, one, work)
        c(np.divide, tail, work, tail)
        c(np.subtract, one, tail, slope)
        c(np.multiply, slope, tail, slope)
        # σ − t = (1 − t) − q for z ≥ 0 and q − t below.
        c(np.copysign, tail, z, tail)
        c(np.signbit, z, negative)
        c(np.subtract, one, negative, work)
        c(np.subtract, work, t, work)
        c(np.subtract, work, tail, work)
        e.add(work, work)
        c(np.multiply, work, slope, work)
        e.give(work, 2 * e.factor)

    def probabilities(self, output: np.ndarray) -> np.ndarray:
        return sigmoid(output)

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return logit(targets.mean(axis=0))

    def threshold(self) -> float:
        return 0.0

    def spelled(self, c: Comparison) -> list[Expression]:
        return [HALF * d**2 for d in c.errors]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return [d * p * (1 - p) for d, p in zip(c.errors, c.answers, strict=True)]

    def spelled_answers(self, outputs: Sequence[Expression]) -> list[Expression]:
        return [1 / (1 + exp(-z)) for z in outputs]
