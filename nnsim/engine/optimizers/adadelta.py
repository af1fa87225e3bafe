"""Adadelta."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.fading import SQUARES
from nnsim.engine.optimizer import Optimizer, OptimizerVectors, optimizers


@optimizers.register
@dataclass(frozen=True)
class Adadelta(Optimizer):
    """s ← ρs + (1−ρ)g²,  δ = √(d + ε)/√(s + ε)·g,  d ← ρd + (1−ρ)δ²,  Δ = η·δ.

    Kept are the fading sums S = s/(1−ρ) and D = d/(1−ρ), two products fewer; ε is scaled alike, so
    that the ratio of the roots stays the same.
    """

    key = "adadelta"
    title = mark("Adadelta")
    summary = mark("Finds the size of its steps from the steps before. Made for a learning rate of 1.")
    formula = "δ = √(d + ε)/√(s + ε)·g,  w ← w − η·δ;  s and d: fading means of g² and δ²"
    source = "Zeiler 2012"
    order = 45

    decay: float = real(0.9, low=0.0, high=0.99999, label=mark("Memory ρ"))
    epsilon: float = real(
        1e-6,
        low=1e-16,
        high=1.0,
        log=True,
        label=mark("ε"),
        help=mark("Its root is about the size of the first steps"),
    )

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        squares, moved = v.slot("squares", fades=SQUARES), v.slot("moved", fades=SQUARES)
        keep, epsilon = calls.constant(self.decay), calls.constant(self.epsilon / (1 - self.decay))
        size = calls.buffer(*v.gradient.shape)
        calls(np.multiply, squares, keep, squares)
        calls(np.multiply, v.gradient, v.gradient, v.step)
        calls(np.add, squares, v.step, squares)
        calls(np.add, moved, epsilon, size)
        calls(np.add, squares, epsilon, v.step)
        calls(np.divide, size, v.step, v.step)
        calls(np.sqrt, v.step, v.step)
        calls(np.multiply, v.step, v.gradient, v.step)
        calls(np.multiply, moved, keep, moved)
        calls(np.multiply, v.step, v.step, size)
        calls(np.add, moved, size, moved)
        calls(np.multiply, v.step, v.rate, v.step)
