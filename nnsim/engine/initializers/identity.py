"""The identity matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.initializer import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class IdentityMatrix(Initializer):
    """Every unit begins as a copy of the input of its number, times gain.

    A weight matrix (inputs, units) has gain on its diagonal and 0 elsewhere, also where it is not
    square. A convolution's kernel (channels, *kernel, filters) has gain at its centre, from
    channel i to filter i, so that at stride 1 and same padding the image passes unchanged. A
    vector counts as a matrix of one row.
    """

    key = "identity"
    title = mark("Identity matrix")
    summary = mark(
        "Every unit begins as a copy of one input, so that even a deep network begins by passing it on."
    )
    formula = "W = g·I"
    source = "Le, Jaitly & Hinton 2015"
    order = 50

    gain: float = real(1.0, low=-1e3, high=1e3, label=mark("Gain"))

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        drawn = np.zeros(shape if len(shape) > 1 else (1, *shape))
        diagonal = np.arange(min(drawn.shape[0], drawn.shape[-1]))
        centre = ((n - 1) // 2 for n in drawn.shape[1:-1])
        at: tuple[Any, ...] = (diagonal, *centre, diagonal)
        drawn[at] = self.gain
        return drawn.reshape(shape)
