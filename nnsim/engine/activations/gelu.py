"""Gaussian error linear unit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import numpy as np

from nnsim.base.settings import choice
from nnsim.base.text import mark
from nnsim.engine.activation import Activation, activations
from nnsim.engine.calls import Calls
from nnsim.engine.expression import HALF, Applied, Constant, Expression, exp, tanh

ROOT = math.sqrt(2 / math.pi)
CUBIC = 0.044715


@activations.register
@dataclass(frozen=True)
class GELU(Activation):
    """y = z·Φ(z), with Φ the cumulative normal distribution.

    The tanh form takes ½(1 + tanh(√(2/π)(z + 0.044715z³))) for Φ; it differs from the exact one by
    less than 5·10⁻⁴.
    """

    key = "gelu"
    title = mark("GELU")
    summary = mark(
        "A smooth ReLU: each number times its chance to exceed a random normal one. Usual in transformers."
    )
    formula = "y = z·Φ(z)"
    source = "Hendrycks & Gimpel 2016"
    needs_input = True
    limits = (-0.17004075, math.inf)
    order = 46

    form: str = choice(
        "exact",
        ("exact", mark("exact")),
        ("tanh", mark("tanh approximation")),
        label=mark("Form"),
    )

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        if self.form == "tanh":
            exact, power = (calls.buffer(*z.shape, dtype=np.float64) for _ in range(2))
            self._emit_power(calls, z, exact, power)
            calls(np.add, power, np.array(1.0), power)
            calls(np.divide, exact, power, y)
            return
        share = calls.buffer(*z.shape)
        calls(_normal_distribution(), z, share)
        calls(np.multiply, z, share, y)

    def slope_at(self, calls: Calls, z: np.ndarray, y: np.ndarray, out: np.ndarray) -> None:
        if self.form == "exact":
            self._emit_exact_slope(calls, z, y, out)
        else:
            self._emit_tanh_slope(calls, z, out)

    def _emit_exact_slope(self, calls: Calls, z: np.ndarray, y: np.ndarray, out: np.ndarray) -> None:
        """Emit f′ = Φ(z) + z·φ(z)."""
        exact, density = (calls.buffer(*z.shape, dtype=np.float64) for _ in range(2))
        some = calls.buffer(*z.shape, dtype=np.bool_)
        # A square rounded to float32 would leave the power of it five digits.
        calls(np.copyto, exact, z)
        calls(np.multiply, exact, exact, density)
        calls(np.multiply, density, np.array(-0.5), density)
        calls(np.exp, density, density)
        calls(np.multiply, density, exact, density)
        calls(np.multiply, density, np.array(1 / math.sqrt(2 * math.pi)), density)
        # Φ = y/z is exact to rounding and takes a tenth of the time of Φ worked out anew.
        calls(np.not_equal, z, calls.constant(0), some)
        calls(out.fill, 0.5)
        calls(np.divide, y, z, out, where=some)
        calls(np.add, out, density, out)

    def _emit_tanh_slope(self, calls: Calls, z: np.ndarray, out: np.ndarray) -> None:
        """Emit f′ = σ·(1 + z·u′·p·σ) with p = e^−u, σ = 1/(1 + p) and u′ = 2√(2/π)(1 + 3·0.044715z²)."""
        exact, power, share, slope = (calls.buffer(*z.shape, dtype=np.float64) for _ in range(4))
        one = np.array(1.0)
        self._emit_power(calls, z, exact, power, square=slope)
        calls(np.add, power, one, share)
        calls(np.reciprocal, share, share)
        # Where the power was infinite σ is 0, and so is the slope.
        calls(np.minimum, power, np.array(np.finfo(np.float64).max), out=power)
        calls(np.multiply, power, share, power)
        calls(np.multiply, slope, np.array(6 * ROOT * CUBIC), slope)
        calls(np.add, slope, np.array(2 * ROOT), slope)
        calls(np.multiply, slope, power, slope)
        calls(np.multiply, slope, exact, slope)
        calls(np.add, slope, one, slope)
        calls(np.multiply, slope, share, out)

    @staticmethod
    def _emit_power(
        calls: Calls, z: np.ndarray, exact: np.ndarray, power: np.ndarray, square: np.ndarray | None = None
    ) -> None:
        """Emit exact = z, square = z², and power = e^−u with u = 2√(2/π)(z + 0.044715z³), all float64.

        ½(1 + tanh(u/2)) is 1/(1 + e^−u), without losing the tail below 0; in float32 the rounding of u
        would leave the power four digits. The square is bounded: nothing changes beyond.
        """
        square = power if square is None else square
        calls(np.copyto, exact, z)
        calls(np.multiply, exact, exact, square)
        calls(np.minimum, square, np.array(1e4), out=square)
        calls(np.multiply, square, np.array(-2 * ROOT * CUBIC), power)
        calls(np.subtract, power, np.array(2 * ROOT), power)
        calls(np.multiply, power, exact, power)
        calls(np.exp, power, power)

    def spelled(self, z: Expression) -> Expression:
        if self.form == "tanh":
            return HALF * z * (1 + tanh(ROOT * (z + CUBIC * z**3)))
        return z * Applied(_share_below, "Φ(", z)

    def spelled_slope(self, z: Expression, y: Expression) -> Expression:
        if self.form == "tanh":
            bent = tanh(ROOT * (z + CUBIC * z**3))
            return HALF * (1 + bent) + HALF * z * (1 - bent**2) * ROOT * (1 + 3 * CUBIC * z**2)
        density = exp(-(z**2) / 2) / Constant(math.sqrt(2 * math.pi), "√(2π)")
        return Applied(_share_below, "Φ(", z) + z * density


def _normal_distribution() -> np.ufunc:
    # Unlike ½(1 + erf(z/√2)) it keeps all digits in the tail below 0; imported only where it is used.
    from scipy.special import ndtr

    return cast(np.ufunc, ndtr)


def _share_below(z: float) -> float:
    return float(_normal_distribution()(z))
