"""AdamW: Adam with decoupled weight decay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.optimizer import OptimizerVectors, optimizers
from nnsim.engine.optimizers.adam import Adam


@optimizers.register
@dataclass(frozen=True)
class AdamW(Adam):
    """Δ = η·λ·w + η·m̂/(√ŝ + ε): the decay is beside the gradient, so nothing divides it by √ŝ.

    As in the paper, and in PyTorch, every parameter decays, biases too.
    """

    key = "adamw"
    title = mark("AdamW")
    summary = mark("Adam that also shrinks every parameter by the same share, whatever its gradients were.")
    formula = "w ← w − η·(m̂/(√ŝ + ε) + λ·w)"
    source = "Loshchilov & Hutter 2017"
    order = 51

    decay: float = real(0.01, low=0.0, high=10.0, label=mark("Decoupled decay λ"))

    @property
    def own_decay(self) -> float:
        return self.decay

    def emit(self, v: OptimizerVectors, calls: Calls) -> None:
        super().emit(v, calls)
        share, shrink = calls.buffer(), calls.buffer(*v.parameters.shape)
        calls(np.multiply, v.rate, calls.constant(self.decay), share)
        calls(np.multiply, v.parameters, share, shrink)
        calls(np.add, v.step, shrink, v.step)
