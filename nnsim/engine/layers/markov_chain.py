"""Markov chain: what comes next is drawn by what is there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import part
from nnsim.base.settings import integer
from nnsim.base.text import mark, ntr, tr
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
class MarkovChain(Trainable):
    """y = ln P(next | the last k states): codes 0 … m − 1 of shape (T,), T ≥ k, become (m,).

    Of the codes only the last k are read. ln P has shape (mᵏ, m), a row for every k states, numbered like digits in base
    m with the nearest last: y is the row of those that were read. A loss that applies softmax by itself reads y, so that
    rows that are no logarithms of shares, as after back-propagation, are taken for those up to a constant. Zeros say that
    all states follow alike. In use the nearest code stands in for what is none; there is no gradient by a code.
    """

    key = "markov_chain"
    title = mark("Markov chain")
    summary = mark(
        "States that follow each other by chance: which comes next depends on the last one, or the last few, and on nothing"
        " before."
    )
    formula = "y = ln P(next | now)"
    source = "Markov 1906; Shannon 1948"
    category = "energy"
    cell_kind = CellKind.PROBABILISTIC_HIDDEN
    is_tied_to_itself = True
    ring = (CellKind.PROBABILISTIC_HIDDEN,)
    main_setting = "units"
    order = 80

    units: int = integer(
        10, low=1, high=1_000, label=mark("States"), help=mark("How many there are: codes 0, 1, 2, …")
    )
    memory: int = integer(
        1,
        low=1,
        high=4,
        label=mark("States it remembers"),
        help=mark(
            "Its order: the next state depends on so many before it. Each more makes it so much larger"
        ),
    )
    initializer: Initializer = part(Zeros(), initializers, label=mark("Initializer"))

    @property
    def codes(self) -> int | None:
        return self.units

    @property
    def contexts(self) -> int:
        """How many different states, or rows of them, it tells apart: mᵏ."""
        return int(self.units**self.memory)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        read = flat_size(self.title, inputs[0])
        if read < self.memory:
            raise NnsimError(
                ntr(
                    "This Markov chain remembers {k} states, and {n} comes in. Let it remember fewer, or let the data"
                    " give more before each.",
                    "This Markov chain remembers {k} states, and {n} come in. Let it remember fewer, or let the data"
                    " give more before each.",
                    read,
                ).format(k=self.memory, n=read)
            )
        return (self.units,)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        shape = self.contexts, self.units
        return (ParameterSpec("log_P", shape, self.initializer, *shape, axes=("now", "next")),)

    def emit_contexts(self, calls: Calls, x: np.ndarray) -> np.ndarray:
        """Emit which row of ln P each example of x (T, batch) reads; return where these (batch,) will be."""
        last = x[len(x) - self.memory :]
        nearest, code = calls.buffer(*last.shape), calls.buffer(*last.shape, dtype=np.intp)
        calls(np.rint, last, nearest)
        # fmax and fmin take the limit where the other is not a number.
        calls(np.fmax, nearest, calls.constant(0), out=nearest)
        calls(np.fmin, nearest, calls.constant(self.units - 1), out=nearest)
        calls(np.copyto, code, nearest, "unsafe")
        for before, now in pairwise(code):
            calls(np.multiply, before, np.array(self.units, np.intp), before)
            calls(np.add, now, before, now)
        found: np.ndarray = code[-1]
        return found

    def emit(self, e: Emitter) -> None:
        context, rows = self.emit_contexts(e.forward, e.inputs[0].data), e.forward.buffer(e.batch, self.units)
        e.forward(e.parameter("log_P").take, context, 0, rows, "clip")
        e.forward(np.copyto, e.output.flat, rows.T)
        if not e.learns:
            return
        # One flat index for every number: NumPy adds at flat indices many times faster than at rows.
        flat = e.backward.buffer(self.units, e.batch, dtype=np.intp)
        gradient = e.gradient("log_P").reshape(-1)
        e.backward(np.multiply, context[np.newaxis], np.array(self.units, np.intp), flat)
        e.backward(np.add, flat, np.arange(self.units, dtype=np.intp)[:, np.newaxis], flat)
        e.backward(gradient.fill, 0.0)
        e.backward(np.add.at, gradient, flat.reshape(-1), e.incoming.flat.reshape(-1))
        if e.input_gradients[0] is not None:
            e.backward(e.input_gradients[0].flat.fill, 0.0)

    def detail(self) -> str:
        return tr("order {k}").format(k=self.memory)
