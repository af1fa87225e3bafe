"""Hopfield: cells that are all tied to each other, and roll down to the nearest stored pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import integer, real
from nnsim.base.text import mark, ntr
from nnsim.engine.calls import Calls
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class Hopfield(Trainable):
    """Asynchronous recall: cells s ∈ {−1, 1}, shape (n,), begin at the sign of x − θ and follow their fields.

    In a sweep the cells are asked one after the other, from the first: sᵢ ← sign(Σⱼ wᵢⱼ·sⱼ), where a field of
    0 leaves sᵢ. Sweeps end when one changes nothing, or after `sweeps`. W, (n, n), is read as what Hopfield asks
    for, symmetric and without a tie of a cell to itself: w = ½(W + Wᵀ), wᵢᵢ = 0, whatever stands in it. So the
    energy E = −½·Σ wᵢⱼ·sᵢ·sⱼ never rises. No small change of x or W changes s: the derivatives are 0.
    """

    key = "hopfield"
    title = mark("Hopfield")
    summary = mark(
        "Cells of −1 and 1, each tied to all others: fed a damaged pattern, they find back to the one that was stored."
    )
    formula = "sᵢ ← sign(Σⱼ wᵢⱼ·sⱼ),  E = −½·Σ wᵢⱼ·sᵢ·sⱼ"
    source = "Hopfield 1982"
    category = "energy"
    cell_kind = CellKind.BACKFED_INPUT
    is_tied_to_itself = True
    ring = (CellKind.BACKFED_INPUT,)
    passes_gradient = False
    main_setting = "sweeps"
    order = 50

    sweeps: int = integer(
        20,
        low=0,
        high=10_000,
        label=mark("Sweeps"),
        help=mark("How often all cells are asked at most; it ends when none of them changes"),
    )
    threshold: float = real(
        0.0,
        low=-1e6,
        high=1e6,
        label=mark("Threshold θ"),
        help=mark("A cell begins at 1 where its input is above: 0 for −1 and 1, ½ for pictures from 0 to 1"),
    )
    initializer: Initializer = part(Zeros(), initializers, label=mark("Initializer"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (flat_size(self.title, inputs[0]),)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n = inputs[0][0]
        return (ParameterSpec("W", (n, n), self.initializer, n, n, axes=("cells", "cells")),)

    def working_size(self, inputs: Sequence[Shape]) -> int:
        return inputs[0][0]

    def emit_signs(self, calls: Calls, x: np.ndarray, s: np.ndarray) -> None:
        """Emit s ← 1 where x is above the threshold, else −1; both (n, batch)."""
        calls(np.greater, x, calls.constant(self.threshold), s)
        calls(np.multiply, s, calls.constant(2), s)
        calls(np.subtract, s, calls.constant(1), s)

    def emit(self, e: Emitter) -> None:
        s, c, weights = e.output.flat, e.forward, e.parameter("W")
        couplings = c.buffer(*weights.shape)
        emit_couplings(c, weights, couplings)
        self.emit_signs(c, e.inputs[0].flat, s)
        work = c.buffer(*s.shape), c.buffer(e.batch), c.buffer(e.batch, dtype=np.bool_)
        c(recall, couplings, s, self.sweeps, *work)
        if e.learns:
            e.backward(e.gradient("W").fill, 0.0)
            if e.input_gradients[0] is not None:
                e.backward(e.input_gradients[0].flat.fill, 0.0)

    def detail(self) -> str:
        return ntr("{n} sweep", "{n} sweeps", self.sweeps).format(n=self.sweeps)


def emit_couplings(calls: Calls, weights: np.ndarray, couplings: np.ndarray) -> None:
    """Emit w ← ½(W + Wᵀ) with wᵢᵢ = 0; both (n, n), contiguous."""
    calls(np.add, weights, weights.T, couplings)
    calls(np.multiply, couplings, calls.constant(0.5), couplings)
    calls(couplings.reshape(-1)[:: len(couplings) + 1].fill, 0.0)


def couplings_of(weights: np.ndarray) -> np.ndarray:
    """Return what `emit_couplings` writes."""
    symmetric = (weights + weights.T) * weights.dtype.type(0.5)
    np.fill_diagonal(symmetric, 0)
    return np.asarray(symmetric)


def recall(
    couplings: np.ndarray,
    states: np.ndarray,
    sweeps: int,
    before: np.ndarray,
    field: np.ndarray,
    pulled: np.ndarray,
) -> None:
    """Let `states`, (n, batch), follow their fields, cell by cell, until none changes or `sweeps` are done.

    Parameters
    ----------
    couplings
        (n, n), symmetric, 0 on the diagonal.
    before, field, pulled
        Room to work in: (n, batch), (batch,), and (batch,) truth values.
    """
    for _ in range(sweeps):
        np.copyto(before, states)
        for cell, weights in enumerate(couplings):
            np.dot(weights, states, field)
            ask_cell(field, states[cell], pulled)
        np.subtract(before, states, before)
        if not before.max() > 0 and not before.min() < 0:
            return


def ask_cell(field: np.ndarray, state: np.ndarray, pulled: np.ndarray) -> None:
    """Write the sign of `field` into `state` where it is not 0; all (batch,), `pulled` of truth values."""
    np.not_equal(field, 0, pulled)
    np.sign(field, field)
    np.copyto(state, field, where=pulled)


def energies(couplings: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Return E = −½·sᵀ·w·s of every column of `states` (n, batch), as float64 (batch,)."""
    wide = states.astype(np.float64)
    return np.asarray(-0.5 * (wide * (couplings.astype(np.float64) @ wide)).sum(0))


def follow(
    couplings: np.ndarray, states: np.ndarray, sweeps: int, look: Callable[[np.ndarray], None]
) -> np.ndarray:
    """Do what `recall` does with a copy of `states`, and return it; `look` is shown it first, and after every cell."""
    s = states.copy()
    field, pulled = np.empty(s.shape[1], s.dtype), np.empty(s.shape[1], np.bool_)
    look(s)
    for _ in range(sweeps):
        before = s.copy()
        for cell, weights in enumerate(couplings):
            np.dot(weights, s, field)
            ask_cell(field, s[cell], pulled)
            look(s)
        if np.array_equal(before, s):
            break
    return s
