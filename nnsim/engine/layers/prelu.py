"""PReLU: a leaky rectifier that learns its leak."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice, real
from nnsim.base.text import mark
from nnsim.engine.activation import feature_axis
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layer import ParameterSpec, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class PReLU(Trainable):
    """y = max(0, x) + a·min(0, x), with a of shape (features,) or (1,), learned; f′(0) = a.

    Features are the numbers of a list, of each step of a sequence (T, F), the channels of an image
    (C, H, W). ∂L/∂a = Σ dy·min(0, x).
    """

    key = "prelu"
    title = mark("PReLU")
    summary = mark("Like leaky ReLU, but learns how much of the negative numbers leaks through.")
    formula = "y = x if x > 0 else a·x"
    source = "He, Zhang, Ren & Sun 2015"
    category = "activation"
    cell_kind = None
    keeps_times = True
    order = 60

    share: str = choice(
        "feature",
        ("feature", mark("one for each unit or channel")),
        ("all", mark("one for all")),
        label=mark("Learned leaks"),
    )
    leak: float = real(0.25, low=-1.0, high=1.0, label=mark("First leak a"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def _lined(self, shape: Shape) -> Shape:
        """Return the shape that lines the leaks up with (*shape, batch)."""
        axes = len(shape) + 1
        axis = feature_axis(axes) if self.share == "feature" else axes
        return tuple(n if i == axis else 1 for i, n in enumerate((*shape, 1)))

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        count = math.prod(self._lined(inputs[0]))
        return (ParameterSpec("leak", (count,), Constant(self.leak), 1, 1, axes=("features",)),)

    def emit(self, e: Emitter) -> None:
        x, y = e.inputs[0].data, e.output.data
        leak = e.parameter("leak").reshape(self._lined(e.output.shape))
        negative = e.forward.buffer(*y.shape)
        e.forward(np.minimum, x, e.forward.constant(0), out=negative)
        e.forward(np.multiply, negative, leak, y)
        rest = e.forward.buffer(*y.shape)
        e.forward(np.maximum, x, e.forward.constant(0), out=rest)
        e.forward(np.add, y, rest, y)
        if e.learns:
            self._emit_backward(e, leak, negative)

    @staticmethod
    def _emit_backward(e: Emitter, leak: np.ndarray, negative: np.ndarray) -> None:
        dy, work = e.incoming.data, e.backward.buffer(*negative.shape)
        axes = tuple(i for i, n in enumerate(leak.shape) if n == 1)
        e.backward(np.multiply, dy, negative, work)
        e.backward(np.add.reduce, work, axes, None, e.gradient("leak").reshape(leak.shape), True)
        if e.input_gradients[0] is None:
            return
        positive = e.backward.buffer(*negative.shape, dtype=np.bool_)
        e.backward(np.greater, e.inputs[0].data, e.backward.constant(0), positive)
        dx = e.input_gradients[0].data
        e.backward(np.multiply, dy, leak, dx)
        e.backward(np.copyto, dx, dy, where=positive)
