"""Layer-sequential unit variance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.orthogonal import Orthogonal


@initializers.register
@dataclass(frozen=True)
class LSUV(Initializer):
    """Orthonormal first, then scaled by what examples make of it (see `nnsim.engine.lsuv`)."""

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

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        return Orthogonal().draw(rng, shape, fan_in, fan_out)
