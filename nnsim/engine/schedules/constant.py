"""No schedule."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.base.text import mark
from nnsim.engine.schedule import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class ConstantRate(Schedule):
    """f(e) = 1: the learning rate stays what it was set to."""

    key = "constant"
    title = mark("Constant")
    summary = mark("Leaves the learning rate as it is set.")
    formula = "η(e) = η"
    order = 0
    is_constant = True
    moves_within_epoch = False

    def factor(self, epoch: float) -> float:
        return 1.0
