"""Mean absolute error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark
from nnsim.engine.expression import Comparison, Constant, Expression, size
from nnsim.engine.loss import Loss, LossEmitter, losses


@losses.register
@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """L = mean over batch and units of |y − t|; the slope where they are equal is 0.

    Equal to ``torch.nn.L1Loss()``.
    """

    key = "mae"
    title = mark("Mean absolute error")
    summary = mark(
        "The mean distance between prediction and target: a few targets far off pull less than squared."
    )
    formula = "L = 1/(N·k) Σ |y − t|"
    order = 31

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return np.asarray(np.median(targets, axis=0))

    def emit(self, e: LossEmitter) -> None:
        c = e.calls
        e.factor = e.weight / e.batch / e.units
        difference, size = c.buffer(*e.prediction.shape), c.buffer(*e.prediction.shape)
        c(np.subtract, e.prediction, e.target, difference)
        c(np.absolute, difference, size)
        e.add(size)
        c(np.sign, difference, difference)
        e.give(difference, e.factor)

    def spelled(self, c: Comparison) -> list[Expression]:
        return [size(d) / c.units for d in c.errors]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        return [Constant(float(np.sign(d.value))) / c.units for d in c.errors]
