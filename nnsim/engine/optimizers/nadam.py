"""NAdam: Adam with Nesterov's look ahead."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import OptimizerVectors, optimizers
from nnsim.engine.optimizers.adam import Adam


@optimizers.register
@dataclass(frozen=True)
class NAdam(Adam):
    """Adam whose step mixes the gradient itself with the momentum it will have one step later.

    μₜ = β₁·(1 − ½·0.96^(t·ψ)) warms the momentum up; Π is the product of all μ so far, and
    Δ = η·[(1−μₜ)/(1−Π)·g + μₜ₊₁/(1−Π·μₜ₊₁)·m] / (√ŝ + ε).
    """

    key = "nadam"
    title = mark("NAdam")
    summary = mark("Adam that looks ahead as Nesterov's momentum does.")
    formula = "w ← w − η·((1−μₜ)/(1−Π)·g + μₜ₊₁/(1−Π·μₜ₊₁)·m)/(√ŝ + ε)"
    source = "Dozat 2016"
    order = 53

    warm_up: float = real(
        0.004,
        low=0.0,
        high=10.0,
        label=mark("Momentum decay ψ"),
        help=mark("How fast the momentum comes up from β₁/2 to β₁; 0 keeps it at half"),
        advanced=True,
    )

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        of_gradient, of_sums, epsilon = (calls.constant(0) for _ in range(3))
        ahead = calls.buffer(*v.gradient.shape)
        calls(self._shares(v, of_gradient, of_sums, epsilon))
        sums, squares = self.emit_sums(v, calls)
        calls(np.sqrt, squares, v.step)
        calls(np.add, v.step, epsilon, v.step)
        calls(np.multiply, sums, of_sums, ahead)
        calls(np.divide, ahead, v.step, ahead)
        calls(np.divide, v.gradient, v.step, v.step)
        calls(np.multiply, v.step, of_gradient, v.step)
        calls(np.add, v.step, ahead, v.step)

    def _momentum(self, t: float) -> float:
        return self.beta1 * (1 - 0.5 * math.pow(0.96, t * self.warm_up))

    def _shares(
        self, v: OptimizerVectors, of_gradient: np.ndarray, of_sums: np.ndarray, epsilon: np.ndarray
    ) -> Callable[[], None]:
        """Return the call that counts a step and writes the factors of g and of M, and ε, for √S below."""
        steps, product = v.scalar("steps"), v.scalar("product")

        def tick() -> None:
            steps[()] = t = steps.item() + 1.0
            now, later = self._momentum(t), self._momentum(t + 1)
            past = product.item() * now if t > 1 else now
            product[()] = past
            root = math.sqrt((1 - self.beta2**t) / (1 - self.beta2))
            rate = v.rate.item() * root
            of_gradient[()] = rate * (1 - now) / (1 - past)
            of_sums[()] = rate * (1 - self.beta1) * later / (1 - past * later)
            epsilon[()] = self.epsilon * root

        return tick
