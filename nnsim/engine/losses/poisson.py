"""Poisson loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.engine.expression import Comparison, Constant, Expression, exp
from nnsim.engine.loss import Loss, LossEmitter, losses

STRAIGHT = 50.0


@losses.register
@dataclass(frozen=True)
class Poisson(Loss):
    """L = mean over batch and units of e^z − t·z, for counts t; the output z is the logarithm of the rate.

    Equal to ``torch.nn.PoissonNLLLoss(log_input=True, full=False)``. Beyond z = 50 the power goes on as
    a straight line, so that nothing overflows.
    """

    key = "poisson"
    title = mark("Poisson")
    summary = mark("For counts of events: the output is the logarithm of the expected count.")
    formula = "L = 1/(N·k) Σ eᶻ − t·z"
    source = "Nelder & Wedderburn 1972"
    any_scale = False
    order = 35

    def encode(self, targets: np.ndarray, classes: int, units: int) -> np.ndarray:
        counts = super().encode(targets, classes, units)
        if (counts < 0).any():
            raise NnsimError(
                tr(
                    "Poisson loss is for counts: every target must be at least 0, without standardising. Choose Mean"
                    " squared error for other numbers."
                )
            )
        return counts

    def emit(self, e: LossEmitter) -> None:
        c, z, t = e.calls, e.prediction, e.target
        e.factor = e.weight / e.batch / e.units
        power, work, beyond = (c.buffer(*z.shape) for _ in range(3))
        c(np.minimum, z, c.constant(STRAIGHT), out=power)
        c(np.subtract, z, power, beyond)
        c(np.exp, power, power)
        c(np.add, beyond, c.constant(1), beyond)
        c(np.multiply, beyond, power, beyond)
        c(np.multiply, z, t, work)
        c(np.subtract, beyond, work, beyond)
        e.add(beyond)
        c(np.subtract, power, t, power)
        e.give(power, e.factor)

    def probabilities(self, output: np.ndarray) -> np.ndarray:
        return np.asarray(np.exp(np.minimum(output, STRAIGHT)))

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return np.asarray(np.log(np.maximum(targets.mean(axis=0), 1e-12)))

    def threshold(self) -> float:
        return math.log(0.5)

    def spelled(self, c: Comparison) -> list[Expression]:
        pairs = list(zip(c.outputs, c.targets, strict=True))
        return [(self._power(z) - t * z) / c.units for z, t in pairs]

    @staticmethod
    def _power(z: Expression) -> Expression:
        return exp(z) if z.value <= STRAIGHT else math.exp(STRAIGHT) * (1 + z - STRAIGHT)

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return [d / c.units for d in c.errors]

    def spelled_answers(self, outputs: Sequence[Expression]) -> list[Expression]:
        return [exp(z) if z.value <= STRAIGHT else Constant(math.exp(STRAIGHT)) for z in outputs]
