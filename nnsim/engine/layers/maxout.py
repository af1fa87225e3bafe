"""Maxout: units that learn their own activation out of straight pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import flag, integer
from nnsim.base.text import mark, ntr
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class Maxout(Trainable):
    """yⱼ = max over k of (Wₖᵀx + bₖ)ⱼ: each unit is the greatest of `pieces` weighted sums.

    W of shape (inputs, pieces · units) and b of shape (pieces · units,) hold the first piece of all
    units, then the second, and so on. The gradient goes to the greatest piece, of equals to the first.
    """

    key = "maxout"
    title = mark("Maxout")
    summary = mark(
        "Every unit forms several weighted sums and passes on the greatest: it learns its own activation."
    )
    formula = "y = max(W₁·x + b₁, …, Wₖ·x + bₖ)"
    source = "Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013"
    category = "activation"
    main_setting = "units"
    order = 70

    units: int = integer(16, low=1, high=100_000, label=mark("Units"))
    pieces: int = integer(2, low=1, high=100, label=mark("Pieces"), help=mark("Weighted sums of each unit"))
    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))
    bias: bool = flag(True, label=mark("Bias"), help=mark("Add a learned constant to every piece"))
    bias_initializer: Initializer = part(Zeros(), initializers, label=mark("Initial bias"), advanced=True)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        flat_size(self.title, inputs[0])
        return (self.units,)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n, sums = inputs[0][0], self.pieces * self.units
        weights = ParameterSpec(
            "W", (n, sums), self.initializer, n, self.units, axes=("inputs", "pieces × units")
        )
        if not self.bias:
            return (weights,)
        return (
            weights,
            ParameterSpec(
                "b", (sums,), self.bias_initializer, n, self.units, bias=True, axes=("pieces × units",)
            ),
        )

    def emit(self, e: Emitter) -> None:
        x, y = e.inputs[0], e.output.flat
        source = x.extended if self.bias else x.flat
        joined, joined_gradient = e.joined(self.pieces * self.units)
        sums = e.forward.buffer(self.pieces * self.units, e.batch)
        pieces = sums.reshape(self.pieces, *y.shape)
        e.forward(joined.T.dot, source, sums)
        e.forward(np.maximum.reduce, pieces, 0, None, y)
        if not e.learns:
            return
        d_sums = e.backward.buffer(*sums.shape)
        self._emit_choice(e, pieces, d_sums.reshape(pieces.shape))
        e.backward(source.dot, d_sums.T, joined_gradient)
        dx = e.input_gradients[0]
        if dx is not None:
            e.backward(e.parameter("W").dot, d_sums, dx.flat)

    @staticmethod
    def _emit_choice(e: Emitter, pieces: np.ndarray, d_pieces: np.ndarray) -> None:
        """Emit ∂L/∂pieces: dy for the greatest piece of each unit, 0 for the others."""
        y, dy = e.output.flat, e.incoming.flat
        free, hit = (e.backward.buffer(*y.shape, dtype=np.bool_) for _ in range(2))
        e.backward(free.fill, True)
        for piece, d_piece in zip(pieces, d_pieces, strict=True):
            e.backward(np.equal, piece, y, hit)
            e.backward(np.logical_and, hit, free, hit)
            e.backward(np.multiply, dy, hit, d_piece)
            e.backward(np.greater, free, hit, free)

    def detail(self) -> str:
        return ntr("{n} piece", "{n} pieces", self.pieces).format(n=self.pieces)
