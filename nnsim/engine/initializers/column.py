"""A column of cells that reach their neighbours, some of which inhibit: what a liquid is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers

_CHANCES = np.array([[0.3, 0.2], [0.4, 0.1]])
"""That a cell reaches one where it stands: from excitatory and inhibitory ones (rows) to either (columns)."""


@initializers.register
@dataclass(frozen=True)
class Column(Initializer):
    """Cells stand in layers of 3 × 3; one reaches another at distance d with a chance of C·exp(−(d/λ)²).

    C is 0.3 among excitatory cells, 0.2 from those to inhibitory ones, 0.4 back, and 0.1 among inhibitory ones. Strengths
    are |N(0, 1)|; what an inhibitory cell sends is negative. No cell reaches itself. Rows of the matrix send, columns
    receive; where there are more of one than of the other they stand in two columns beside each other.
    """

    key = "column"
    title = mark("Column of cells")
    summary = mark("Units reach their neighbours in a column, and a part of them inhibits.")
    formula = "P(w ≠ 0) = C·exp(−(d/λ)²)"
    source = "Maass, Natschläger & Markram 2002"
    order = 62

    inhibitory: float = real(0.2, low=0.0, high=1.0, label=mark("Inhibitory share"))
    reach: float = real(2.0, low=0.0, high=1000.0, usual=(0.0, 10.0), label=mark("Reach λ"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        receiving, sending = shape[-1], int(np.prod(shape[:-1]))
        cells = max(receiving, sending)
        inhibits = np.zeros(cells, np.intp)
        inhibits[rng.permutation(cells)[: round(self.inhibitory * cells)]] = 1
        k = np.arange(cells)
        places = np.stack([k % 3, k // 3 % 3, k // 9], axis=1).astype(np.float64)
        squares = ((places[:sending, np.newaxis] - places[:receiving]) ** 2).sum(2)
        chance = _CHANCES[inhibits[:sending, np.newaxis], inhibits[:receiving]]
        near = np.exp(-squares / self.reach**2) if self.reach else np.zeros(squares.shape)
        reached = rng.random(squares.shape) < chance * near * (squares > 0)
        strength = np.abs(rng.standard_normal(squares.shape))
        signed = np.where(inhibits[:sending, np.newaxis] == 1, -strength, strength)
        return np.where(reached, signed, 0.0).reshape(shape)
