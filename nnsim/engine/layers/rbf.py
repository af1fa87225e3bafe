"""RBF: units that answer near a centre of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import integer, real
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.initializers.examples import Examples
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layer import ParameterSpec, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class RBF(Trainable):
    """yⱼ = exp(−‖x − cⱼ‖²/(2σⱼ²)): inputs (n,) become (units,).

    C of shape (n, units) holds a centre in every column. The widths are learned as ln σ, shape
    (units,), so that they stay positive. Distances are ‖x‖² − 2·x·c + ‖c‖², one product for the whole
    batch; they lose digits where inputs are far from 0 for their spread, so scale the data first.
    """

    key = "rbf"
    title = mark("RBF")
    summary = mark(
        "Every unit answers most at a point of its own, its centre, and less the farther the input is from it."
    )
    formula = "yⱼ = exp(−‖x − cⱼ‖² / (2σⱼ²))"
    source = "Broomhead & Lowe 1988"
    category = "core"
    main_setting = "units"
    order = 40

    units: int = integer(16, low=1, high=100_000, label=mark("Units"))
    width: float = real(
        1.0,
        low=1e-3,
        high=1e3,
        log=True,
        label=mark("First width σ"),
        help=mark("How far a unit reaches at first"),
    )
    initializer: Initializer = part(Normal(1.0), initializers, label=mark("First centres"))

    @property
    def cell_kind(self) -> CellKind:
        """Units at the examples are a kernel."""
        return CellKind.KERNEL if isinstance(self.initializer, Examples) else CellKind.HIDDEN

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        flat_size(self.title, inputs[0])
        return (self.units,)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n = inputs[0][0]
        widths = Constant(math.log(self.width))
        return (
            ParameterSpec("C", (n, self.units), self.initializer, n, self.units, axes=("inputs", "units")),
            ParameterSpec("log_width", (self.units,), widths, n, self.units, axes=("units",)),
        )

    def emit(self, e: Emitter) -> None:
        x, y = e.inputs[0].flat, e.output.flat
        centres, log_width = e.parameter("C"), e.parameter("log_width").reshape(-1, 1)
        c = e.forward
        squares, lengths = c.buffer(*x.shape), c.buffer(e.batch)
        c_squares, c_lengths = c.buffer(*centres.shape), c.buffer(self.units)
        distance, steepness = c.buffer(*y.shape), c.buffer(self.units, 1)
        c(np.multiply, x, x, squares)
        c(np.add.reduce, squares, 0, None, lengths)
        c(np.multiply, centres, centres, c_squares)
        c(np.add.reduce, c_squares, 0, None, c_lengths)
        c(centres.T.dot, x, distance)
        c(np.multiply, distance, c.constant(-2), distance)
        c(np.add, distance, lengths, distance)
        c(np.add, distance, c_lengths.reshape(-1, 1), distance)
        # Rounding may leave the square of a distance a little below 0.
        c(np.maximum, distance, c.constant(0), out=distance)
        c(np.multiply, log_width, c.constant(-2), steepness)
        c(np.exp, steepness, steepness)
        c(np.multiply, distance, steepness, distance)
        c(np.multiply, distance, c.constant(-0.5), y)
        c(np.exp, y, y)
        if e.learns:
            self._emit_backward(e, distance, steepness)

    def _emit_backward(self, e: Emitter, distance: np.ndarray, steepness: np.ndarray) -> None:
        """Emit the gradients; with gⱼ = ∂L/∂yⱼ·yⱼ/σⱼ² for every example:

        ∂L/∂ln σⱼ = Σ ∂L/∂yⱼ·yⱼ·dⱼ with d = ‖x − c‖²/σ², ∂L/∂cⱼ = Σ gⱼ·(x − cⱼ) over the batch and
        ∂L/∂x = Σⱼ gⱼ·(cⱼ − x).
        """
        x, y, c = e.inputs[0].flat, e.output.flat, e.backward
        centres, d_centres = e.parameter("C"), e.gradient("C")
        g, work = c.buffer(*y.shape), c.buffer(*y.shape)
        sums, total, pulled = c.buffer(self.units), c.buffer(e.batch), c.buffer(*centres.shape)
        c(np.multiply, e.incoming.flat, y, g)
        c(np.multiply, g, distance, work)
        c(np.add.reduce, work, 1, None, e.gradient("log_width"))
        c(np.multiply, g, steepness, g)
        c(np.add.reduce, g, 1, None, sums)
        c(x.dot, g.T, d_centres)
        c(np.multiply, centres, sums, pulled)
        c(np.subtract, d_centres, pulled, d_centres)
        dx = e.input_gradients[0]
        if dx is None:
            return
        away = c.buffer(*x.shape)
        c(np.add.reduce, g, 0, None, total)
        c(np.multiply, x, total, away)
        c(centres.dot, g, dx.flat)
        c(np.subtract, dx.flat, away, dx.flat)

    def detail(self) -> str:
        return f"σ = {self.width:g}"
