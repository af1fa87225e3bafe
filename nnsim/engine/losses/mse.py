"""Mean squared error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice
from nnsim.base.text import mark
from nnsim.engine.expression import HALF, Comparison, Constant, Expression
from nnsim.engine.loss import Loss, LossEmitter, losses


@losses.register
@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """L = mean over batch and units of (y − t)², or half the sum over units, averaged over the batch.

    The first is ``torch.nn.MSELoss()``.
    """

    key = "mse"
    title = mark("Mean squared error")
    summary = mark("The mean of the squared differences between prediction and target.")
    formula = "L = 1/(N·k) Σ (y − t)²"
    proper = True
    order = 30

    form: str = choice(
        "mean",
        ("mean", mark("mean over units")),
        ("half_sum", mark("half the sum over units")),
        label=mark("Form"),
        advanced=True,
    )

    def emit(self, e: LossEmitter) -> None:
        share = 1 / e.batch / (e.units if self.form == "mean" else 2)
        e.factor = e.weight * share
        difference = e.calls.buffer(*e.prediction.shape)
        e.calls(np.subtract, e.prediction, e.target, difference)
        e.add(difference, difference)
        e.give(difference, 2 * e.weight * share)

    def spelled(self, c: Comparison) -> list[Expression]:
        share = Constant(1 / c.units, f"1/{c.units}") if self.form == "mean" else HALF
        return [d**2 if share.value == 1 else share * d**2 for d in c.errors]

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        if self.form == "half_sum":
            return c.errors
        share = Constant(2 / c.units, f"2/{c.units}" if c.units > 1 else "2")
        return [share * d for d in c.errors]
