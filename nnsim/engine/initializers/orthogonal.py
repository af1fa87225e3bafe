"""Orthogonal matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, about_one, initializers


@initializers.register
@dataclass(frozen=True)
class Orthogonal(Initializer):
    """Rows or columns orthonormal, times gain: all singular values equal gain."""

    key = "orthogonal"
    title = mark("Orthogonal")
    summary = mark("A rotation: no direction is stretched or lost, however many layers follow each other.")
    formula = "WᵀW = g²·I"
    source = "Saxe, McClelland & Ganguli 2013"
    order = 40

    gain: float = real(1.0, low=0.0, high=1e3, label=mark("Gain"))

    def keeps_size(self) -> bool:
        return about_one(self.gain)

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        columns = shape[-1]
        rows = int(np.prod(shape[:-1]))
        drawn = rng.normal(size=(max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(drawn)
        # The signs make the rotation uniform over all rotations (Mezzadri 2007).
        q *= np.sign(np.diag(r))
        return np.asarray(self.gain * (q if rows >= columns else q.T).reshape(shape))
