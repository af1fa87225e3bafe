"""Dropout: random units silent while training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Dropout(Layer):
    """While training, y = x·m/(1 − p) with m drawn anew at every step; in use, y = x."""

    key = "dropout"
    title = mark("Dropout")
    summary = mark(
        "Silences a random share of the units at every training step, so that none is relied upon."
    )
    formula = "y = x·m / (1 − p),  m ∼ Bernoulli(1 − p)"
    source = "Srivastava et al. 2014"
    category = "normalise"
    cell_kind = None
    keeps_times = True
    main_setting = "rate"
    order = 20

    rate: float = real(0.5, low=0.0, high=0.99, label=mark("Share dropped p"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def emit(self, e: Emitter) -> None:
        x, y = e.inputs[0].flat, e.output.flat
        if not e.training or self.rate == 0:
            e.forward(np.copyto, y, x)
            if e.learns and e.input_gradients[0] is not None:
                e.backward(np.copyto, e.input_gradients[0].flat, e.incoming.flat)
            return
        drawn = e.forward.buffer(*y.shape)
        mask = e.forward.buffer(*y.shape)
        e.forward(e.random.random, None, y.dtype, drawn)
        e.forward(np.greater_equal, drawn, e.forward.constant(self.rate), mask, casting="unsafe")
        e.forward(np.multiply, mask, e.forward.constant(1 / (1 - self.rate)), mask)
        e.forward(np.multiply, x, mask, y)
        if e.learns and e.input_gradients[0] is not None:
            e.backward(np.multiply, e.incoming.flat, mask, e.input_gradients[0].flat)

    def detail(self) -> str:
        return f"p = {self.rate:g}"
