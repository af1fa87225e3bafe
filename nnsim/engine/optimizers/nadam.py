"""NAdam: Adam with Nesterov's look ahead."""

from __future__ import annotations

import math
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
        of_gradient, of_sums, epsilon = (calls.buffer() for _ in range(3))
        ahead = calls.buffer(*v.gradient.shape)
        memory = v.scalar("steps"), v.scalar("product")
        settings = self.beta1, self.beta2, self.epsilon, self.warm_up
        calls(write_nesterov_factors, *memory, v.rate, *settings, of_gradient, of_sums, epsilon)
        sums, squares = self.emit_sums(v, calls)
        calls(np.sqrt, squares, v.step)
        calls(np.add, v.step, epsilon, v.step)
        calls(np.multiply, sums, of_sums, ahead)
        calls(np.divide, ahead, v.step, ahead)
        calls(np.divide, v.gradient, v.step, v.step)
        calls(np.multiply, v.step, of_gradient, v.step)
        calls(np.add, v.step, ahead, v.step)


def write_nesterov_factors(
    steps: np.ndarray,
    product: np.ndarray,
    rate: np.ndarray,
    beta1: float,
    beta2: float,
    epsilon: float,
    warm_up: float,
    of_gradient: np.ndarray,
    of_sums: np.ndarray,
    corrected_epsilon: np.ndarray,
) -> None:
    """Count a step of NAdam, t ← t + 1, and write what g and M are multiplied with. All arrays are of shape ().

    With μₜ = β₁·(1 − ½·0.96^(t·ψ)), Π ← Π·μₜ and q = √((1−β₂ᵗ)/(1−β₂)) the step is
    (g·(η·q·(1−μₜ)/(1−Π)) + M·(η·q·(1−β₁)·μₜ₊₁/(1−Π·μₜ₊₁)))/(√S + ε·q).

    Parameters
    ----------
    steps, product
        t and Π before the step, float64; of the step after it. Before the first Π may be any number.
    rate, beta1, beta2, epsilon, warm_up
        η, β₁, β₂, ε and ψ; η in the type of the parameters.
    of_gradient, of_sums, corrected_epsilon
        The factors of g and of M, and ε·q, are written here: worked out in float64, then rounded.
    """
    steps[()] = t = steps.item() + 1.0
    now, later = (beta1 * (1 - 0.5 * math.pow(0.96, k * warm_up)) for k in (t, t + 1))
    past = product.item() * now if t > 1 else now
    product[()] = past
    root = math.sqrt((1 - beta2**t) / (1 - beta2))
    scaled = rate.item() * root
    of_gradient[()] = scaled * (1 - now) / (1 - past)
    of_sums[()] = scaled * (1 - beta1) * later / (1 - past * later)
    corrected_epsilon[()] = epsilon * root
