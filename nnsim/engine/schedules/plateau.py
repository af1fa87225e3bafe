"""Reduce on plateau."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.schedule import REACTION, Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class ReduceOnPlateau(Schedule):
    """Multiplies the rate by γ when the loss has not been below (1 − δ)·best for more than `patience` epochs.

    The same rule as PyTorch's ReduceLROnPlateau with ``mode="min"`` and a relative threshold. The
    loss is that of the validation part, or of the training part where there is none.
    """

    key = "plateau"
    title = mark("Reduce on plateau")
    summary = mark("Lowers the learning rate when the loss has stopped falling.")
    formula = "η ← γ·η  after more than n epochs without  loss < (1 − δ)·best"
    source = "PyTorch ReduceLROnPlateau"
    order = 80
    moves_within_epoch = False
    observes = True

    gamma: float = real(0.1, low=0.0, high=1.0, label=mark("Factor γ"))
    patience: int = integer(10, low=0, high=1_000_000_000, label=mark("Patience n"), help=mark("In epochs"))
    threshold: float = real(
        1e-4, low=0.0, high=1.0, label=mark("Least improvement δ"), help=mark("A share of the best loss")
    )
    cooldown: int = integer(
        0, low=0, high=1_000_000_000, label=mark("Cool-down"), help=mark("Epochs not counted"), advanced=True
    )
    least: float = real(
        0.0, low=0.0, high=1.0, label=mark("Least share"), help=mark("Of the learning rate"), advanced=True
    )

    def factor(self, epoch: float) -> float:
        return 1.0

    def observe(self, loss: float, state: dict[str, Any]) -> None:
        first = "best" not in state
        # A loss that is not a number is never better, and an infinite one is no best.
        if math.isfinite(loss) and (first or loss < state["best"] * (1.0 - self.threshold)):
            state["best"], state["bad"] = loss, 0
        else:
            state["bad"] = state.get("bad", 0) + 1
        if state.get("cooling", 0) > 0:
            state["cooling"] -= 1
            state["bad"] = 0
        if state["bad"] > self.patience:
            state[REACTION] = max(state.get(REACTION, 1.0) * self.gamma, self.least)
            state["cooling"], state["bad"] = self.cooldown, 0
