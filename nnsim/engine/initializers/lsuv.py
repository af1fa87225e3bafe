"""Layer-sequential unit variance (Mishkin & Matas 2015).

Weights start orthonormal, biases at 0 or equal, so that one division is mostly enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, Seen, initializers
from nnsim.engine.initializers.orthogonal import Orthogonal

FOLLOWS, ROUNDING = 0.5, 0.02
"""A division that leaves more than this share of log Var shows that the weights do not set it; where
little was left already the share says nothing."""


@initializers.register
@dataclass(frozen=True)
class LSUV(Initializer):
    """Orthonormal first, then divided by the standard deviation of the weighted sums until that is 1.

    Where the variance does not follow the scale of the weights (gates that saturate, biases that
    spread more than the sums), the weights stay as they were drawn.
    """

    key = "lsuv"
    title = mark("Layer-sequential unit variance")
    summary = mark(
        "Begins with a rotation and scales it, layer after layer, until the weighted sums of a batch have variance 1."
    )
    formula = "W ← W / √Var(W·x + b)"
    source = "Mishkin & Matas 2015"
    from_data = True
    order = 45

    tolerance: float = real(
        0.1,
        low=1e-6,
        high=1.0,
        label=mark("Tolerance"),
        help=mark("How far from 1 the variance may stay"),
    )
    iterations: int = integer(10, low=1, high=1000, label=mark("Most iterations"))

    def keeps_size(self) -> bool:
        return True

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return Orthogonal().draw(rng, shape, fan_in, fan_out)

    def adapt(self, weights: Sequence[np.ndarray], seen: Seen) -> None:
        drawn = [w.copy() for w in weights]
        variance = _variance(seen.sums())
        for _ in range(self.iterations):
            if abs(variance - 1) < self.tolerance or not 0 < variance < math.inf:
                return
            for w in weights:
                w /= math.sqrt(variance)
            before, variance = variance, _variance(seen.sums())
            stays = abs(math.log(before)) * FOLLOWS + ROUNDING
            if not 0 < variance < math.inf or abs(math.log(variance)) > stays:
                for w, first in zip(weights, drawn, strict=True):
                    w[:] = first
                return


def _variance(sums: np.ndarray) -> float:
    """Return the variance over all units and examples."""
    return float(sums.var(dtype=np.float64))
