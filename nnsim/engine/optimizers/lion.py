"""Lion: evolved sign momentum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.fading import SUMS
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class Lion(Optimizer):
    """Δ = η·(sign(β₁m + (1−β₁)g) + λ·w),  then m ← β₂m + (1−β₂)g."""

    key = "lion"
    title = mark("Lion")
    summary = mark(
        "Steps of one size for all parameters, by the sign of the momentum. Wants a smaller rate than Adam."
    )
    formula = "w ← w − η·(sign(β₁m + (1−β₁)g) + λ·w),  m ← β₂m + (1−β₂)g"
    source = "Chen et al. 2023"
    order = 55

    beta1: float = real(0.9, low=0.0, high=0.99999, label=mark("Weight of the momentum β₁"))
    beta2: float = real(0.99, low=0.0, high=0.99999, label=mark("Memory of gradients β₂"))
    decay: float = real(0.0, low=0.0, high=10.0, label=mark("Decoupled decay λ"))

    @property
    def own_decay(self) -> float:
        return self.decay

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        momentum = v.slot("momentum", fades=SUMS)
        work = calls.buffer(*momentum.shape)
        calls(np.multiply, momentum, calls.constant(self.beta1), v.step)
        calls(np.multiply, v.gradient, calls.constant(1 - self.beta1), work)
        calls(np.add, v.step, work, v.step)
        calls(np.sign, v.step, v.step)
        if self.decay > 0:
            calls(np.multiply, v.parameters, calls.constant(self.decay), work)
            calls(np.add, v.step, work, v.step)
        calls(np.multiply, v.step, v.rate, v.step)
        calls(np.multiply, momentum, calls.constant(self.beta2), momentum)
        calls(np.multiply, v.gradient, calls.constant(1 - self.beta2), work)
        calls(np.add, momentum, work, momentum)
