"""Kohonen map: units on a lattice, each with a place among the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import part
from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layer import ParameterSpec, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class Kohonen(Trainable):
    """yⱼ = −‖x − wⱼ‖²: inputs (n,) become (rows·columns,), the greatest of which is the winner's.

    W of shape (n, rows·columns) holds the place of a unit in every column; unit j stands in the lattice at row
    j // columns and column j % columns. The lattice means nothing to the outputs, only to the Kohonen rule. Squares
    are ‖x‖² − 2·x·w + ‖w‖², one product for the whole batch; they lose digits where inputs are far from 0 for their
    spread.
    """

    key = "kohonen"
    title = mark("Kohonen map")
    summary = mark(
        "Units on a lattice, each with a place among the inputs; the nearest to the input wins. The Kohonen rule lets"
        " neighbours learn alike."
    )
    formula = "yⱼ = −‖x − wⱼ‖²"
    source = "Kohonen 1982"
    category = "energy"
    order = 45

    rows: int = integer(10, low=1, high=1000, label=mark("Rows"))
    columns: int = integer(10, low=1, high=1000, label=mark("Columns"))
    initializer: Initializer = part(Normal(0.1), initializers, label=mark("First places"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        flat_size(self.title, inputs[0])
        if self.rows * self.columns == 1:
            raise NnsimError(
                tr("A lattice of one cell has no neighbours and maps nothing. Give it more rows or columns.")
            )
        return (self.rows * self.columns,)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n, units = inputs[0][0], self.rows * self.columns
        return (ParameterSpec("W", (n, units), self.initializer, n, units, axes=("inputs", "units")),)

    def emit(self, e: Emitter) -> None:
        x, y, w, c = e.inputs[0].flat, e.output.flat, e.parameter("W"), e.forward
        squares, lengths = c.buffer(*x.shape), c.buffer(e.batch)
        w_squares, w_lengths = c.buffer(*w.shape), c.buffer(len(y))
        c(np.multiply, x, x, squares)
        c(np.add.reduce, squares, 0, None, lengths)
        c(np.multiply, w, w, w_squares)
        c(np.add.reduce, w_squares, 0, None, w_lengths)
        c(w.T.dot, x, y)
        c(np.multiply, y, c.constant(2), y)
        c(np.subtract, y, lengths, y)
        c(np.subtract, y, w_lengths.reshape(-1, 1), y)
        # Rounding may leave the square of a distance a little below 0.
        c(np.minimum, y, c.constant(0), out=y)
        if e.learns:
            self._emit_backward(e, w)

    @staticmethod
    def _emit_backward(e: Emitter, w: np.ndarray) -> None:
        """Emit, with gⱼ = 2·∂L/∂yⱼ of every example: ∂L/∂wⱼ = Σ gⱼ·(x − wⱼ) and ∂L/∂x = Σⱼ gⱼ·(wⱼ − x)."""
        x, dw, c = e.inputs[0].flat, e.gradient("W"), e.backward
        g, sums, pulled = c.buffer(*e.output.flat.shape), c.buffer(len(e.output.flat)), c.buffer(*w.shape)
        c(np.multiply, e.incoming.flat, c.constant(2), g)
        c(np.add.reduce, g, 1, None, sums)
        c(x.dot, g.T, dw)
        c(np.multiply, w, sums, pulled)
        c(np.subtract, dw, pulled, dw)
        dx = e.input_gradients[0]
        if dx is None:
            return
        total, away = c.buffer(e.batch), c.buffer(*x.shape)
        c(np.add.reduce, g, 0, None, total)
        c(np.multiply, x, total, away)
        c(w.dot, g, dx.flat)
        c(np.subtract, dx.flat, away, dx.flat)

    def detail(self) -> str:
        return f"{self.rows} × {self.columns}"
