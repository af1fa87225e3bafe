"""SiLU, also called Swish."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import Expression, exp


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
        calls(np.add, power, calls.constant(1), power)
        calls(np.divide, z, power, y)

    def slope_at(self, calls: Calls, z: np.ndarray, y: np.ndarray, out: np.ndarray) -> None:
        # f′ = σ·(1 + βz·p·σ) with p = e^(−βz), σ = 1/(1 + p) and p·σ = 1 − σ
        power, share, one = calls.buffer(*z.shape), calls.buffer(*z.shape), calls.constant(1)
        self._emit_power(calls, z, power)
        calls(np.add, power, one, share)
        calls(np.reciprocal, share, share)
        # Where the power was infinite σ is 0, and so is the slope.
        calls(np.minimum, power, calls.constant(np.finfo(calls.dtype).max), out=power)
        calls(np.multiply, power, share, out)
        calls(np.multiply, out, z, out)
        if self.beta != 1:
            calls(np.multiply, out, calls.constant(self.beta), out)
        calls(np.add, out, one, out)
        calls(np.multiply, out, share, out)

    def _emit_power(self, calls: Calls, z: np.ndarray, out: np.ndarray) -> None:
        """Emit out = e^(−βz); beyond all numbers it is infinite."""
        if self.beta == 1:
            calls(np.negative, z, out)
            calls(np.exp, out, out)
            return
        # A product rounded to float32 would leave the power of it five digits.
        exact = calls.buffer(*z.shape, dtype=np.float64)
        calls(np.copyto, exact, z)
        calls(np.multiply, exact, np.array(-self.beta), exact)
        calls(np.exp, exact, exact)
        calls(np.copyto, out, exact, casting="same_kind")

    def spelled(self, z: Expression) -> Expression:
        return z / (1 + exp(-(self.beta * z)))

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        share = 1 / (1 + exp(-(self.beta * z)))
        return share * (1 + self.beta * z * (1 - share))
