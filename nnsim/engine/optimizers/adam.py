"""Adam."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.fading import SQUARES, SUMS
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁m + (1−β₁)g,  s ← β₂s + (1−β₂)g²,  Δ = η·m̂/(√ŝ + ε) with m̂, ŝ corrected for their start at 0.

    Kept are the fading sums M = m/(1−β₁) and S = s/(1−β₂), M ← β₁M + g and S ← β₂S + g²: two
    products fewer in every step. What is missing in them is put into η and ε.
    """

    key = "adam"
    title = mark("Adam")
    summary = mark("Momentum and a step size of its own for every parameter. A good first choice.")
    formula = "m ← β₁m + (1−β₁)g,  s ← β₂s + (1−β₂)g²,  w ← w − η·m̂/(√ŝ + ε)"
    source = "Kingma & Ba 2014"
    order = 50

    beta1: float = real(0.9, low=0.0, high=0.99999, label=mark("Memory of gradients β₁"))
    beta2: float = real(0.999, low=0.0, high=0.999999, label=mark("Memory of squares β₂"))
    epsilon: float = real(1e-8, low=1e-16, high=1.0, log=True, label=mark("ε"), advanced=True)

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        rate, epsilon = calls.buffer(), calls.buffer()
        betas = self.beta1, self.beta2
        calls(correct_bias, v.scalar("steps"), v.rate, *betas, self.epsilon, rate, epsilon)
        sums, squares = self.emit_sums(v, calls)
        calls(np.sqrt, self.emit_divisor(v, calls, squares), v.step)
        calls(np.add, v.step, epsilon, v.step)
        calls(np.divide, sums, v.step, v.step)
        calls(np.multiply, v.step, rate, v.step)

    def emit_sums(self, v: OptimizerVectors, calls: Calls) -> tuple[np.ndarray, np.ndarray]:
        """Emit M ← β₁M + g and S ← β₂S + g², and return both; ``v.step`` is written over."""
        self._take_over_means(v)
        sums, squares = v.slot("sums", fades=SUMS), v.slot("squares", fades=SQUARES)
        calls(np.multiply, sums, calls.constant(self.beta1), sums)
        calls(np.add, sums, v.gradient, sums)
        calls(np.multiply, squares, calls.constant(self.beta2), squares)
        calls(np.multiply, v.gradient, v.gradient, v.step)
        calls(np.add, squares, v.step, squares)
        return sums, squares

    def emit_divisor(self, v: OptimizerVectors, calls: Calls, squares: np.ndarray) -> np.ndarray:
        """Emit what is done to S before its root divides the step, and return the result."""
        return squares

    def _take_over_means(self, v: OptimizerVectors) -> None:
        """Turn m and s, as they were kept until version 0.1 of the program, into the sums."""
        for old, new, beta in (("mean", "sums", self.beta1), ("square", "squares", self.beta2)):
            mean = v.slots.pop(old, None)
            if mean is not None and mean.shape == v.gradient.shape:
                v.slot(new)[...] = mean / (1 - beta)


def correct_bias(
    steps: np.ndarray,
    rate: np.ndarray,
    beta1: float,
    beta2: float,
    epsilon: float,
    corrected_rate: np.ndarray,
    corrected_epsilon: np.ndarray,
) -> None:
    """Count a step of Adam, t ← t + 1, and write what η and ε stand for in it. All arrays are of shape ().

    With cᵢ = 1 − βᵢᵗ and √S = √s/√(1−β₂), Δ = η·(m/c₁)/(√(s/c₂) + ε) is the same as
    η·(1−β₁)/c₁·q·M/(√S + ε·q) with q = √(c₂/(1−β₂)).

    Parameters
    ----------
    steps
        t before the step, float64; one more after it.
    rate, beta1, beta2, epsilon
        η, β₁, β₂ and ε; η in the type of the parameters.
    corrected_rate, corrected_epsilon
        η·q·(1−β₁)/c₁ and ε·q are written here: worked out in float64, then rounded.
    """
    steps[()] = t = steps.item() + 1.0
    root = math.sqrt((1 - beta2**t) / (1 - beta2))
    corrected_rate[()] = rate.item() * root * (1 - beta1) / (1 - beta1**t)
    corrected_epsilon[()] = epsilon * root
