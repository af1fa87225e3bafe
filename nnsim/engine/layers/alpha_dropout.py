"""Alpha dropout: dropout that keeps mean and variance, for SELU."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.shape import Shape

SATURATION = -1.0507009873554805 * 1.6732632423543772
"""α′ = −λα, what SELU tends to on the left."""


@layers.register
@dataclass(frozen=True)
class AlphaDropout(Layer):
    """While training, y = a·(x·m + α′·(1 − m)) + b with m ∼ Bernoulli(q), q = 1 − p; in use, y = x.

    Silent units take α′ = −λα, the value SELU tends to on the left. With
    a = (q + α′²·q·(1 − q))^(−½) and b = −a·(1 − q)·α′, numbers of mean 0 and variance 1 keep both.
    """

    key = "alpha_dropout"
    title = mark("Alpha dropout")
    summary = mark(
        "Dropout for networks of SELU: silent units take its lowest value, and mean and variance stay."
    )
    formula = "y = a·(x·m + α′·(1 − m)) + b,  m ∼ Bernoulli(1 − p)"
    source = "Klambauer et al. 2017"
    category = "normalise"
    cell_kind = None
    keeps_times = True
    main_setting = "rate"
    order = 30

    rate: float = real(0.1, low=0.0, high=0.99, label=mark("Share dropped p"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def emit(self, e: Emitter) -> None:
        x, y = e.inputs[0].flat, e.output.flat
        dx = e.input_gradients[0] if e.learns else None
        if not e.training or self.rate == 0:
            e.forward(np.copyto, y, x)
            if dx is not None:
                e.backward(np.copyto, dx.flat, e.incoming.flat)
            return
        kept = 1 - self.rate
        a = (kept + SATURATION**2 * kept * self.rate) ** -0.5
        b = -a * self.rate * SATURATION
        drawn, mask = e.forward.buffer(*y.shape), e.forward.buffer(*y.shape)
        # a·(x·m + α′·(1 − m)) + b = a·m·(x − α′) + (a·α′ + b): one product and two sums.
        e.forward(e.random.random, None, y.dtype, drawn)
        e.forward(np.greater_equal, drawn, e.forward.constant(self.rate), mask, casting="unsafe")
        e.forward(np.multiply, mask, e.forward.constant(a), mask)
        e.forward(np.subtract, x, e.forward.constant(SATURATION), y)
        e.forward(np.multiply, y, mask, y)
        e.forward(np.add, y, e.forward.constant(a * SATURATION + b), y)
        if dx is not None:
            e.backward(np.multiply, e.incoming.flat, mask, dx.flat)

    def detail(self) -> str:
        return f"p = {self.rate:g}"
