"""Huber loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.expression import HALF, Comparison, Constant, Expression, size
from nnsim.engine.loss import Loss, LossEmitter, balance, losses


@losses.register
@dataclass(frozen=True)
class Huber(Loss):
    """L = mean over batch and units of ½d² where |d| ≤ δ, else δ(|d| − ½δ), with d = y − t.

    Equal to ``torch.nn.HuberLoss(delta=δ)``. With m = min(|d|, δ) both cases are m(|d| − ½m).
    """

    key = "huber"
    title = mark("Huber")
    summary = mark(
        "Squared near the target and straight beyond δ, so that targets far off do not rule the rest."
    )
    formula = "L = ½d² if |d| ≤ δ else δ·(|d| − ½δ),  d = y − t"
    source = "Huber 1964"
    order = 32

    delta: float = real(1.0, low=1e-6, high=1e6, log=True, label=mark("Bend δ"))

    def best_constant(self, targets: np.ndarray) -> np.ndarray:
        return balance(targets, lambda d: np.clip(d, -self.delta, self.delta))

    def emit(self, e: LossEmitter) -> None:
        c = e.calls
        e.factor = e.weight / e.batch / e.units
        difference, size, near = (c.buffer(*e.prediction.shape) for _ in range(3))
        delta = c.constant(self.delta)
        c(np.subtract, e.prediction, e.target, difference)
        c(np.absolute, difference, size)
        c(np.minimum, size, delta, out=near)
        e.give(near, e.factor)
        c(np.copysign, e.gradient, difference, e.gradient)
        c(np.multiply, near, c.constant(0.5), difference)
        c(np.subtract, size, difference, size)
        e.add(size, near)

    def spelled(self, c: Comparison) -> list[Expression]:
        return [self._spelled(d) / c.units for d in c.errors]

    def _spelled(self, d: Expression) -> Expression:
        return HALF * d**2 if abs(d.value) <= self.delta else self.delta * (size(d) - HALF * self.delta)

    def spelled_slopes(self, c: Comparison) -> list[Expression]:
        ends = (Constant(float(np.copysign(self.delta, d.value))) for d in c.errors)
        return [
            (d if abs(d.value) <= self.delta else end) / c.units
            for d, end in zip(c.errors, ends, strict=True)
        ]
