"""Long short-term memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.activations.sigmoid import squash
from nnsim.engine.cell_kind import CellKind
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
    cell_kind = CellKind.MEMORY

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
        work = e.forward.buffer(2, h, n)
        self._work = work, *work
        self._one = e.forward.constant(1)
        # What the sigmoids hold for their slopes, of every step only where somebody wants these.
        self._held = e.forward.buffer(steps if e.learns else 1, 3, h, n)
        self._matrix = scan.weights(4 * h)
        if e.learns:
            self._deltas = e.backward.buffer(steps, 2, 3, h, n)
            self._factors = e.backward.buffer(scan.stretch, 2, 3, h, n)
            self.deltas = self._deltas.reshape(steps, 6 * h, n)[:, : 4 * h]

    def forward(self, s: int) -> None:
        emit, sums, passed = self.scan.e.forward, self._sums[s], self._passed[s]
        gates, held = self._gates[s], self._held[s if self.scan.e.learns else 0]
        after = self._passed[s + 1, 1], passed[2], self.scan.outputs[s]
        emit(self._matrix.T.dot, self.scan.seen[s], sums)
        emit(
            lstm_forward,
            gates,
            held,
            self._one,
            gates[:2],
            gates[2],
            passed[:2],
            passed[0],
            *self._work,
            *after,
        )

    def forget(self, s: int, real: np.ndarray) -> None:
        super().forget(s, real)
        memory = self._passed[s + 1, 1]
        self.scan.e.forward(np.multiply, memory, real, memory)

    def forget_gradient(self, s: int, real: np.ndarray) -> None:
        if s < self.scan.steps - 1:
            later = self._deltas[s + 1, 1, 1]
            self.scan.e.backward(np.multiply, later, real, later)

    def shown(self) -> Mapping[str, np.ndarray]:
        steps = self.scan.steps
        (i, f, o), memory = np.moveaxis(self._gates[:steps], 1, 0), self._passed[1:, 1]
        gates = {mark("Input gate"): i, mark("Forget gate"): f, mark("Output gate"): o}
        return {**gates, mark("Memory"): memory, **super().shown()}

    def prepare(self, steps: slice) -> None:
        """Emit what ∂L/∂c and ∂L/∂h are multiplied with.

        For the sums of i, f, o: partner·σ′; for those of g: i·(1 − g²) = i − i·g²; on the way
        from h to c: o·(1 − tanh² c) = o − h·tanh c.
        """
        gates, passed = self._gates[steps], self._passed[steps]
        factors = self._factors[: len(gates)]
        read = gates, gates[:, 0], gates[:, 2], self._held[steps], passed, passed[:, 0], passed[:, 2]
        written = factors[:, 0], factors[:, 1, 0], factors[:, 1, 2]
        self.scan.e.backward(lstm_factors, *read, self.scan.outputs[steps], *written)

    def backward(self, s: int, dh: np.ndarray) -> None:
        (i, f, o), (g, _, way) = self._factors[s % self.scan.stretch]
        (di, df, do), (dg, before, dc) = self._deltas[s]
        later = (self._deltas[s + 1, 1, 1],) if s < self.scan.steps - 1 else ()
        read = dh, i, f, o, g, way, self._gates[s, 1]
        self.scan.e.backward(lstm_backward, *read, di, df, do, dg, before, dc, *later)


def lstm_forward(
    gates: np.ndarray,
    held: np.ndarray,
    one: np.ndarray,
    writing: np.ndarray,
    o: np.ndarray,
    passed: np.ndarray,
    g: np.ndarray,
    products: np.ndarray,
    written: np.ndarray,
    kept: np.ndarray,
    c: np.ndarray,
    tanh_c: np.ndarray,
    h: np.ndarray,
) -> None:
    """Do what a cell does at one time behind its product: σ and tanh, c ← i·g + f·c, h ← o·tanh c.

    Parameters
    ----------
    gates, held, one
        (3, units, batch): the weighted sums of i, f, o, written over with σ of them; 1 + e^sum goes into
        `held` (see `squash`). `one` is 1, ().
    writing, o
        Views of `gates`: i and f, (2, units, batch), and o, (units, batch).
    passed, g
        (2, units, batch): the weighted sums of g, written over with tanh of them, and c before; `g` is
        the view of the first, (units, batch).
    products, written, kept
        Room to work in, (2, units, batch), for i·g and f·c, and views of each.
    c, tanh_c, h
        c after, tanh of it, and the output of this time, all (units, batch), are written.
    """
    squash(gates, gates, held, one)
    np.tanh(g, g)
    np.multiply(writing, passed, products)
    np.add(written, kept, c)
    np.tanh(c, tanh_c)
    np.multiply(o, tanh_c, h)


def lstm_factors(
    gates: np.ndarray,
    i: np.ndarray,
    o: np.ndarray,
    held: np.ndarray,
    passed: np.ndarray,
    g: np.ndarray,
    tanh_c: np.ndarray,
    h: np.ndarray,
    of_gates: np.ndarray,
    of_g: np.ndarray,
    of_c: np.ndarray,
) -> None:
    """Write what `lstm_backward` multiplies with, of some steps at once.

    Parameters
    ----------
    gates, i, o, held, passed, g, tanh_c, h
        As `lstm_forward` left them, read only: gates (i, f, o), held and passed (g, c before, tanh c)
        are (steps, 3, units, batch), the others (steps, units, batch); i, o, g and tanh c are views.
    of_gates
        passed·gates/held, (steps, 3, units, batch), is written: g·σ′, c·σ′ and tanh c·σ′.
    of_g, of_c
        i − i·g² and o − h·tanh c, (steps, units, batch), are written.
    """
    np.divide(gates, held, of_gates)
    np.multiply(of_gates, passed, of_gates)
    np.multiply(g, g, of_g)
    np.multiply(of_g, i, of_g)
    np.subtract(i, of_g, of_g)
    np.multiply(h, tanh_c, of_c)
    np.subtract(o, of_c, of_c)


def lstm_backward(
    dh: np.ndarray,
    of_i: np.ndarray,
    of_f: np.ndarray,
    of_o: np.ndarray,
    of_g: np.ndarray,
    of_c: np.ndarray,
    f: np.ndarray,
    di: np.ndarray,
    df: np.ndarray,
    do: np.ndarray,
    dg: np.ndarray,
    dc_before: np.ndarray,
    dc: np.ndarray,
    later: np.ndarray | None = None,
) -> None:
    """Write ∂L/∂(weighted sums) and ∂L/∂c of one time from ∂L/∂h. All arrays are (units, batch), none twice.

    dc = dh·of_c + `later`, do = dh·of_o; di, df, dg and `dc_before` are dc times of_i, of_f, of_g and f.

    Parameters
    ----------
    dh, of_i, of_f, of_o, of_g, of_c, f
        ∂L/∂h, factors of `lstm_factors`, and the forget gate; read only.
    di, df, do, dg, dc_before, dc
        Are written; the last but one is ∂L/∂c before this time, the last after it.
    later
        ∂L/∂c after this time that came from the time after it (its `dc_before`), read only; None at the last.
    """
    # Single contiguous products: NumPy is slower at several in one call with gaps between.
    np.multiply(dh, of_o, do)
    np.multiply(dh, of_c, dc)
    if later is not None:
        np.add(dc, later, dc)
    np.multiply(dc, of_i, di)
    np.multiply(dc, of_f, df)
    np.multiply(dc, of_g, dg)
    np.multiply(dc, f, dc_before)
