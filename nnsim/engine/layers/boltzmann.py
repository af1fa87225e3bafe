"""Boltzmann machine: visible and hidden cells that are all tied to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.binary_states import MOST_SUMMED, binary_states
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class Boltzmann(Trainable):
    """The exact p(hⱼ = 1 | v) of hidden cells that are tied to the inputs and to each other: (n,) become (units,).

    W, (n, units), ties inputs to hidden cells, V, (n, n), inputs to each other, H, (units, units), hidden cells; b
    (units,) and a (n,) are biases. E(v, h) = −vᵀ·W·h − ½·Σᵢ≠ⱼ Vᵢⱼ·vᵢ·vⱼ − ½·Σⱼ≠ₖ Hⱼₖ·hⱼ·hₖ − b·h − a·v. All 2^units
    states of the hidden cells are summed, so these must be few. V and a say how likely inputs are; on the
    way forward they play no part.
    """

    key = "boltzmann"
    title = mark("Boltzmann machine")
    summary = mark(
        "Hidden cells that are on by chance, tied to the inputs and to each other: every cell sees all others."
    )
    formula = "p(v, h) = e^−E(v, h) / Z,  y = p(h = 1 | v)"
    source = "Ackley, Hinton & Sejnowski 1985"
    category = "energy"
    cell_kind = CellKind.PROBABILISTIC_HIDDEN
    is_tied_to_itself = True
    ring = (CellKind.BACKFED_INPUT, CellKind.PROBABILISTIC_HIDDEN)
    reads = (0.0, 1.0)
    main_setting = "units"
    order = 70

    units: int = integer(
        3,
        low=1,
        high=MOST_SUMMED,
        label=mark("Units"),
        help=mark("All states of them are summed: keep them few"),
    )
    initializer: Initializer = part(Normal(0.1), initializers, label=mark("Initializer"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        flat_size(self.title, inputs[0])
        return (self.units,)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n, units, first = inputs[0][0], self.units, self.initializer
        return (
            ParameterSpec("W", (n, units), first, n, units, axes=("inputs", "units")),
            ParameterSpec("V", (n, n), first, n, n, axes=("inputs", "inputs")),
            ParameterSpec("H", (units, units), first, units, units, axes=("units", "units")),
            ParameterSpec("b", (units,), Zeros(), n, units, bias=True, axes=("units",)),
            ParameterSpec("a", (n,), Zeros(), units, n, bias=True, axes=("inputs",)),
        )

    def working_size(self, inputs: Sequence[Shape]) -> int:
        return int(2**self.units)

    def emit(self, e: Emitter) -> None:
        x, y, c = e.inputs[0].flat, e.output.flat, e.forward
        states = binary_states(self.units).astype(c.dtype)
        pairs = _half_pairs(states)
        z, p = c.buffer(*y.shape), c.buffer(states.shape[1], e.batch)
        alone, total = c.buffer(states.shape[1]), c.buffer(e.batch)
        c(e.parameter("W").T.dot, x, z)
        c(np.add, z, e.parameter("b").reshape(-1, 1), z)
        c(pairs.T.dot, e.parameter("H").reshape(-1), alone)
        c(states.T.dot, z, p)
        c(np.add, p, alone.reshape(-1, 1), p)
        c(np.maximum.reduce, p, 0, None, total)
        c(np.subtract, p, total, p)
        c(np.exp, p, p)
        c(np.add.reduce, p, 0, None, total)
        c(np.divide, p, total, p)
        c(states.dot, p, y)
        if e.learns:
            self._emit_backward(e, states, pairs, p)

    @staticmethod
    def _emit_backward(e: Emitter, states: np.ndarray, pairs: np.ndarray, p: np.ndarray) -> None:
        """Emit the gradients: with uₛ = Σⱼ ∂L/∂yⱼ·sⱼ of every state s, ∂L/∂(logit of s) = pₛ·(uₛ − Σ p·u)."""
        c, x = e.backward, e.inputs[0].flat
        work, mean, dz = c.buffer(*p.shape), c.buffer(e.batch), c.buffer(*e.output.flat.shape)
        product, sums = c.buffer(*p.shape), c.buffer(len(p))
        c(states.T.dot, e.incoming.flat, work)
        c(np.multiply, work, p, product)
        c(np.add.reduce, product, 0, None, mean)
        c(np.subtract, work, mean, work)
        c(np.multiply, work, p, work)
        c(states.dot, work, dz)
        c(x.dot, dz.T, e.gradient("W"))
        c(np.add.reduce, dz, 1, None, e.gradient("b"))
        c(np.add.reduce, work, 1, None, sums)
        c(pairs.dot, sums, e.gradient("H").reshape(-1))
        c(e.gradient("V").fill, 0.0)
        c(e.gradient("a").fill, 0.0)
        if e.input_gradients[0] is not None:
            c(e.parameter("W").dot, dz, e.input_gradients[0].flat)


def _half_pairs(states: np.ndarray) -> np.ndarray:
    """Return ½·sⱼ·sₖ of every column of `states` (units, n), 0 where j = k, as (units², n)."""
    units, n = states.shape
    pairs = states[:, np.newaxis] * states / 2
    pairs[np.arange(units), np.arange(units)] = 0
    return np.asarray(pairs.reshape(units**2, n))
