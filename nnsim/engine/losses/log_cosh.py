"""Log-cosh loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.expression import HALF, Comparison, Expression, exp, ln, size, tanh
from nnsim.engine.loss import Loss, LossEmitter, balance, losses

STRAIGHT = 20.0
"""Where ln cosh d has become |d| − ln 2 to all digits."""


@losses.register
@dataclass(frozen=True)
class LogCosh(Loss):
    """L = mean over batch and units of ln cosh(y − t); the gradient is tanh(y − t).

    PyTorch has no such loss; Keras's ``LogCosh`` is the same. With m = min(|d|, 20) and p = e^m − 1 it
    is ln(1 + p²/(2(p + 1))) + |d| − m: small differences keep all digits, large ones cannot overflow.
    """

    key = "log_cosh"
    title = mark("Log-cosh")
    summary = mark("Squared near the target and straight far from it, like Huber, but smooth throughout.")
    formula = "L = 1/(N·k) Σ ln cosh(y − t)"
    order = 33

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return balance(targets, np.tanh)

    def emit(self, e: LossEmitter) -> None:
        c = e.calls
        e.factor = e.weight / e.batch / e.units
        difference, near, power, work = (c.buffer(*e.prediction.shape) for _ in range(4))
        c(np.subtract, e.prediction, e.target, difference)
        c(np.absolute, difference, work)
        c(np.minimum, work, c.constant(STRAIGHT), out=near)
        c(np.subtract, work, near, work)
        c(np.expm1, near, power)
        c(np.add, power, c.constant(1), near)
        c(np.multiply, power, power, power)
        c(np.divide, power, near, power)
        c(np.multiply, power, c.constant(0.5), power)
        c(np.log1p, power, power)
        c(np.add, work, power, work)
        e.add(work)
        c(np.tanh, difference, difference)
        e.give(difference, e.factor)

    def spelled(self, c: Comparison) -> list[Expression]:
        return [(size(d) + ln(HALF + HALF * exp(-(2 * size(d))))) / c.units for d in c.errors]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return [tanh(d) / c.units for d in c.errors]
