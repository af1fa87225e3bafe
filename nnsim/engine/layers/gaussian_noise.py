"""Gaussian noise: every number shaken while training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class GaussianNoise(Layer):
    """While training, y = x + σ·n with n ∼ N(0, 1) drawn anew at every step; in use, y = x."""

    key = "gaussian_noise"
    title = mark("Gaussian noise")
    summary = mark(
        "Adds a little noise to every number while training, so that small differences are not relied upon."
    )
    formula = "y = x + σ·n,  n ∼ N(0, 1)"
    source = "Bishop 1995"
    category = "normalise"
    cell_kind = CellKind.NOISY_INPUT
    keeps_times = True
    main_setting = "std"
    order = 40

    std: float = real(0.1, low=0.0, high=1e3, label=mark("Standard deviation σ"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def emit(self, e: Emitter) -> None:
        x, y = e.inputs[0].flat, e.output.flat
        if e.training and self.std > 0:
            drawn = e.forward.buffer(*y.shape)
            e.forward(e.random.standard_normal, None, y.dtype, drawn)
            e.forward(np.multiply, drawn, e.forward.constant(self.std), drawn)
            e.forward(np.add, x, drawn, y)
        else:
            e.forward(np.copyto, y, x)
        if e.learns and e.input_gradients[0] is not None:
            e.backward(np.copyto, e.input_gradients[0].flat, e.incoming.flat)

    def detail(self) -> str:
        return f"σ = {self.std:g}"
