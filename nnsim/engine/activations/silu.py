"""SiLU, also called Swish."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls


@activations.register
@dataclass(frozen=True)
class SiLU(Activation):
    """y = z·σ(βz), with σ the sigmoid; β = 1 is SiLU, β → ∞ ReLU."""

    key = "silu"
    title = mark("SiLU (Swish)")
    summary = mark("A smooth ReLU that dips a little below 0: each number times its sigmoid.")
    formula = "y = z / (1 + e^(−β·z))"
    source = "Elfwing, Uchibe & Doya 2017; Ramachandran, Zoph & Le 2017"
    needs_input = True
    order = 47

    beta: float = real(1.0, low=0.0, high=10.0, label=mark("Steepness β"))

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        power = calls.buffer(*z.shape)
        self._emit_power(calls, z, power)
        calls(np.divide, z, power, y)

    def slope_at(self, calls: Calls, z: np.ndarray, y: np.ndarray, out: np.ndarray) -> None:
        # f′ = σ + βz·σ·(1 − σ) = σ·(1 + βz − βy)
        power, one = calls.buffer(*z.shape), calls.constant(1)
        self._emit_power(calls, z, power)
        calls(np.subtract, z, y, out)
        if self.beta != 1:
            calls(np.multiply, out, calls.constant(self.beta), out)
        calls(np.add, out, one, out)
        calls(np.divide, out, power, out)

    def _emit_power(self, calls: Calls, z: np.ndarray, out: np.ndarray) -> None:
        """Emit out = 1 + e^(−βz), bounded so that nothing overflows."""
        calls(np.multiply, z, calls.constant(-self.beta), out)
        calls(np.minimum, out, calls.constant(0.99 * math.log(np.finfo(calls.dtype).max)), out=out)
        calls(np.exp, out, out)
        calls(np.add, out, calls.constant(1), out)
