"""Long short-term memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import part, real
from nnsim.base.text import mark
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.layer import ParameterSpec, layers
from nnsim.engine.recurrence import Cell, Recurrent, Scan

_GATES = ("i", "f", "o", "g")
"""In the order of their columns."""


class _GateBias(Initializer):
    """Zeros, but `forget` in the second quarter: the bias of the forget gate."""

    key = "gate_bias"
    title = mark("Gate bias")

    def __init__(self, forget: float) -> None:
        self._forget = forget

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        bias = np.zeros(shape)
        quarter = shape[0] // 4
        bias[quarter : 2 * quarter] = self._forget
        return bias


SIGMOID = Sigmoid()


@layers.register
@dataclass(frozen=True)
class LSTM(Recurrent):
    """A recurrent layer with a memory cell c that three gates write, keep and read.

    i, f, o = σ(…), g = tanh(…) of W·x + U·h + b;  c ← f·c + i·g;  h = o·tanh c. The four gates are
    one matrix: columns i, f, o, g, each `units` wide; W has a row for each input, U for each unit.
    """

    key = "lstm"
    title = mark("LSTM")
    summary = mark("Reads a sequence step by step and remembers: gates decide what to write, keep and tell.")
    formula = "c ← f·c + i·g,  h = o·tanh c"
    source = "Hochreiter & Schmidhuber 1997; Gers et al. 2000"
    order = 50

    forget_bias: float = real(
        1.0,
        low=-10.0,
        high=10.0,
        label=mark("Initial forget bias"),
        help=mark("1 lets it remember from the start"),
    )
    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))

    def cell_parameters(self, features: int) -> Sequence[ParameterSpec]:
        h = self.units
        return (
            ParameterSpec(
                "W",
                (features, 4 * h),
                self.initializer,
                features,
                h,
                False,
                ("features", "gates × units"),
                _GATES,
            ),
            ParameterSpec(
                "U", (h, 4 * h), self.initializer, h, h, False, ("units before", "gates × units"), _GATES
            ),
            ParameterSpec(
                "b", (4 * h,), _GateBias(self.forget_bias), features, h, True, ("gates × units",), _GATES
            ),
        )

    def cell(self, scan: Scan) -> Cell:
        return _LSTMCell(scan)


class _LSTMCell(Cell):
    """Two triples a step, gates i, f, o and what they let through: g, c (before the step), tanh c (after).

    Then c ← i·g + f·c and h = o·tanh c are products of partners, and so are their derivatives:
    many small calls become few.
    """

    def __init__(self, scan: Scan) -> None:
        super().__init__(scan)
        e, h, n, steps = scan.e, scan.units, scan.batch, scan.steps
        triples = e.forward.buffer(steps + 1, 2, 3, h, n)
        self._gates, self._passed = triples[:, 0], triples[:, 1]
        self._sums = triples.reshape(steps + 1, 6 * h, n)[:, : 4 * h]
        self._work = e.forward.buffer(2, h, n)
        # What the sigmoids hold for their slopes, of every step only where somebody wants these.
        self._held = e.forward.buffer(steps if e.learns else 1, 3 * h, n)
        self._matrix = scan.weights(4 * h)
        if e.learns:
            self._deltas = e.backward.buffer(steps, 2, 3, h, n)
            self._factors = e.backward.buffer(scan.stretch, 2, 3, h, n)
            self.deltas = self._deltas.reshape(steps, 6 * h, n)[:, : 4 * h]

    def forward(self, s: int) -> None:
        emit, sums, passed = self.scan.e.forward, self._sums[s], self._passed[s]
        sigmoids, g = sums[: 3 * self.scan.units], passed[0]
        cell = self._passed[s + 1, 1]
        emit(self._matrix.T.dot, self.scan.seen[s], sums)
        SIGMOID.hold(emit, sigmoids, sigmoids, self._held[s if self.scan.e.learns else 0])
        emit(np.tanh, g, g)
        emit(np.multiply, self._gates[s, :2], passed[:2], self._work)
        emit(np.add, self._work[0], self._work[1], cell)
        emit(np.tanh, cell, passed[2])
        emit(np.multiply, self._gates[s, 2], passed[2], self.scan.outputs[s])

    def prepare(self, steps: slice) -> None:
        """Emit what ∂L/∂c and ∂L/∂h are multiplied with.

        For the sums of i, f, o: partner·σ′; for those of g: i·(1 − g²) = i − i·g²; on the way
        from h to c: o·(1 − tanh² c) = o − h·tanh c.
        """
        emit = self.scan.e.backward
        gates, passed = self._gates[steps], self._passed[steps]
        factors = self._factors[: len(gates)]
        of_gates, of_g, of_c = factors[:, 0], factors[:, 1, 0], factors[:, 1, 2]
        SIGMOID.slope(emit, gates, of_gates, self._held[steps].reshape(gates.shape))
        emit(np.multiply, of_gates, passed, of_gates)
        emit(np.multiply, passed[:, 0], passed[:, 0], of_g)
        emit(np.multiply, of_g, gates[:, 0], of_g)
        emit(np.subtract, gates[:, 0], of_g, of_g)
        emit(np.multiply, self.scan.outputs[steps], passed[:, 2], of_c)
        emit(np.subtract, gates[:, 2], of_c, of_c)

    def backward(self, s: int, dh: np.ndarray) -> None:
        """Emit single contiguous products: NumPy is slower at several in one call with gaps between."""
        emit, deltas = self.scan.e.backward, self._deltas[s]
        (i, f, o), (g, _, way) = self._factors[s % self.scan.stretch]
        emit(np.multiply, dh, o, deltas[0, 2])
        dc = deltas[1, 2]
        emit(np.multiply, dh, way, dc)
        if s < self.scan.steps - 1:
            emit(np.add, dc, self._deltas[s + 1, 1, 1], dc)
        emit(np.multiply, dc, i, deltas[0, 0])
        emit(np.multiply, dc, f, deltas[0, 1])
        emit(np.multiply, dc, g, deltas[1, 0])
        emit(np.multiply, dc, self._gates[s, 1], deltas[1, 1])
