"""The simple recurrent layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import choice
from nnsim.base.text import mark
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, layers
from nnsim.engine.recurrence import Cell, Recurrent, Scan


@layers.register
@dataclass(frozen=True)
class RNN(Recurrent):
    """The simple recurrent layer: its output of one time is an input of the next.

    h ← f(W·x + U·h + b) with f = tanh or ReLU; W has a row for each input, U for each unit.
    """

    key = "rnn"
    title = mark("RNN")
    summary = mark(
        "Reads a sequence step by step; what it says is all it remembers, and over many steps that fades."
    )
    formula = "h ← f(W·x + U·h + b)"
    source = "Elman 1990"
    order = 40
    cell_kind = CellKind.RECURRENT

    nonlinearity: str = choice(
        "tanh", ("tanh", mark("Tanh")), ("relu", mark("ReLU")), label=mark("Activation")
    )
    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))

    def cell_parameters(self, features: int) -> Sequence[ParameterSpec]:
        h = self.units
        return (
            ParameterSpec("W", (features, h), self.initializer, features, h, axes=("features", "units")),
            ParameterSpec("U", (h, h), self.initializer, h, h, axes=("units before", "units")),
            ParameterSpec("b", (h,), Zeros(), features, h, bias=True, axes=("units",)),
        )

    def cell(self, scan: Scan) -> Cell:
        return _RNNCell(scan, self.nonlinearity == "relu")


class _RNNCell(Cell):
    """Works in the outputs themselves: the slope of f follows from y = f(z)."""

    def __init__(self, scan: Scan, relu: bool) -> None:
        super().__init__(scan)
        self._relu = relu
        self._zero = scan.e.forward.constant(0)
        self._matrix = scan.weights(scan.units)
        if scan.e.learns:
            self.deltas = scan.e.backward.buffer(scan.steps, scan.units, scan.batch)
            self._slopes = scan.e.backward.buffer(scan.stretch, scan.units, scan.batch)

    def forward(self, s: int) -> None:
        emit, y = self.scan.e.forward, self.scan.outputs[s]
        emit(self._matrix.T.dot, self.scan.seen[s], y)
        if self._relu:
            emit(np.maximum, y, self._zero, out=y)
        else:
            emit(np.tanh, y, y)

    def prepare(self, steps: slice) -> None:
        """Emit f′: 1 − y² for tanh, 1 where y > 0 for ReLU."""
        emit, y = self.scan.e.backward, self.scan.outputs[steps]
        slopes = self._slopes[: len(y)]
        if self._relu:
            emit(np.sign, y, slopes)
        else:
            emit(np.multiply, y, y, slopes)
            emit(np.subtract, emit.constant(1), slopes, slopes)

    def backward(self, s: int, dh: np.ndarray) -> None:
        self.scan.e.backward(np.multiply, dh, self._slopes[s % self.scan.stretch], self.deltas[s])
