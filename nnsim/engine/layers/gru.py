"""The gated recurrent unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.text import mark
from nnsim.engine.activations.sigmoid import squash
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, layers
from nnsim.engine.recurrence import Cell, Recurrent, Scan

_GATES = ("r", "z", "n")
"""In the order of their columns."""


@layers.register
@dataclass(frozen=True)
class GRU(Recurrent):
    """A recurrent layer whose output is its memory; a gate z blends old and new.

    r, z = σ(…) of W·x + U·h + b;  n = tanh(Wₙ·x + bₙ + r·(Uₙ·h + b_h));  h ← (1 − z)·n + z·h.
    W, U and b have columns r, z, n, each `units` wide. The reset gate r acts after the product with
    Uₙ, as in cuDNN, PyTorch and Keras' default, not before it as in the first paper. PyTorch has a
    second bias for r and z too; as it is only ever added to the first, here stands their sum.
    """

    key = "gru"
    title = mark("GRU")
    summary = mark(
        "Reads a sequence step by step; like an LSTM with fewer gates, and no memory beside its output."
    )
    formula = "h ← (1 − z)·n + z·h,  n = tanh(Wₙ·x + bₙ + r·(Uₙ·h + b_h))"
    source = "Cho et al. 2014"
    order = 60
    cell_kind = CellKind.DIFFERENT_MEMORY

    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))

    def cell_parameters(self, features: int) -> Sequence[ParameterSpec]:
        h = self.units
        return (
            ParameterSpec(
                "W",
                (features, 3 * h),
                self.initializer,
                features,
                h,
                False,
                ("features", "gates × units"),
                _GATES,
            ),
            ParameterSpec(
                "U", (h, 3 * h), self.initializer, h, h, False, ("units before", "gates × units"), _GATES
            ),
            ParameterSpec("b", (3 * h,), Zeros(), features, h, True, ("gates × units",), _GATES),
            ParameterSpec("b_h", (h,), Zeros(), h, h, bias=True, axes=("units",)),
        )

    def cell(self, scan: Scan) -> Cell:
        return _GRUCell(scan)


class _GRUCell(Cell):
    """Five blocks a step: r, z, q = Uₙ·h + b_h, n, and e = h − n, so that h ← n + z·e.

    Everything that reaches the weighted sums of one step comes from ∂L/∂h alone, so all factors are
    known beforehand and the five products of a step are one call.
    """

    def __init__(self, scan: Scan) -> None:
        super().__init__(scan)
        e, h, n, steps = scan.e, scan.units, scan.batch, scan.steps
        self._blocks = e.forward.buffer(steps, 5, h, n)
        self._sums = self._blocks.reshape(steps, 5 * h, n)[:, : 3 * h]
        self._matrix = self._gathered()
        self._from_input = self._input_products()
        self._one = e.forward.constant(1)
        # What the sigmoids hold for their slopes, of every step only where somebody wants these.
        self._held = e.forward.buffer(steps if e.learns else 1, 2, h, n)
        if e.learns:
            self._deltas = e.backward.buffer(steps, 5, h, n)
            self._factors = e.backward.buffer(scan.stretch, 5, h, n)
            self.deltas = self._deltas.reshape(steps, 5 * h, n)[:, : 3 * h]

    def _gathered(self) -> np.ndarray:
        """Emit one matrix for r, z and q, with zeros where q does not see the input."""
        scan, emit = self.scan, self.scan.e.forward
        f, gates = scan.features, slice(0, 2 * scan.units)
        matrix = emit.buffer(f + 1 + scan.units, 3 * scan.units)
        q = matrix[:, 2 * scan.units :]
        emit(np.copyto, matrix[:f, gates], scan.parameter("W")[:, gates])
        emit(np.copyto, matrix[f, gates], scan.parameter("b")[gates])
        emit(np.copyto, matrix[f + 1 :, gates], scan.parameter("U")[:, gates])
        emit(np.copyto, q[f], scan.parameter("b_h"))
        emit(np.copyto, q[f + 1 :], scan.parameter("U")[:, 2 * scan.units :])
        return matrix

    def _input_products(self) -> np.ndarray:
        """Emit Wₙ·x + bₙ of all steps, (steps, units, batch)."""
        scan, emit = self.scan, self.scan.e.forward
        f, new = scan.features, slice(2 * scan.units, None)
        weights = emit.buffer(f + 1, scan.units)
        products = emit.buffer(scan.steps, scan.units, scan.batch)
        emit(np.copyto, weights[:f], scan.parameter("W")[:, new])
        emit(np.copyto, weights[f], scan.parameter("b")[new])
        emit(np.matmul, weights.T, scan.seen[: scan.steps, : f + 1], products)
        return products

    def forward(self, s: int) -> None:
        emit, gates = self.scan.e.forward, self._blocks[s, :2]
        held = self._held[s if self.scan.e.learns else 0]
        before = self.scan.seen[s, self.scan.features + 1 :]
        emit(self._matrix.T.dot, self.scan.seen[s], self._sums[s])
        read = self._from_input[s], before
        emit(gru_forward, gates, held, self._one, *self._blocks[s], *read, self.scan.outputs[s])

    def shown(self) -> Mapping[str, np.ndarray]:
        r, z = self._blocks[:, 0], self._blocks[:, 1]
        return {mark("Reset gate"): r, mark("Update gate"): z, **super().shown()}

    def prepare(self, steps: slice) -> None:
        """Emit what ∂L/∂h is multiplied with: blocks for the sums of r, z, q, n, and for the h before."""
        blocks, held = self._blocks[steps], self._held[steps]
        factors = self._factors[: len(blocks)]
        read = blocks[:, :2], held, self._one, *np.moveaxis(blocks, 1, 0)
        self.scan.e.backward(gru_factors, *read, factors[:, :2], *np.moveaxis(factors, 1, 0))

    def backward(self, s: int, dh: np.ndarray) -> None:
        self.scan.e.backward(np.multiply, dh, self._factors[s % self.scan.stretch], self._deltas[s])

    def carried(self, s: int) -> np.ndarray:
        carried: np.ndarray = self._deltas[s, 4]
        return carried

    def gradients(self) -> np.ndarray:
        """Emit two products over rows q, r, z, n: U and b_h take the first three, W and b the last."""
        scan, emit, h, f = self.scan, self.scan.e.backward, self.scan.units, self.scan.features
        flat = emit.buffer(4 * h, scan.steps * scan.batch)
        for rows, blocks in (
            (slice(0, h), slice(2, 3)),
            (slice(h, 3 * h), slice(0, 2)),
            (slice(3 * h, None), slice(3, 4)),
        ):
            scan.lay_beside(self._deltas[:, blocks].reshape(scan.steps, -1, scan.batch), flat[rows])
        past = scan.beside(scan.seen[: scan.steps])
        of_output, of_input = emit.buffer(3 * h, h + 1), emit.buffer(3 * h, f + 1)
        emit(flat[: 3 * h].dot, past[f:].T, of_output)
        emit(flat[h:].dot, past[: f + 1].T, of_input)
        emit(np.copyto, scan.gradient("W"), of_input[:, :f].T)
        emit(np.copyto, scan.gradient("b"), of_input[:, f])
        emit(np.copyto, scan.gradient("b_h"), of_output[:h, 0])
        emit(np.copyto, scan.gradient("U")[:, 2 * h :], of_output[:h, 1:].T)
        emit(np.copyto, scan.gradient("U")[:, : 2 * h], of_output[h:, 1:].T)
        return flat[h:]


def gru_forward(
    gates: np.ndarray,
    held: np.ndarray,
    one: np.ndarray,
    r: np.ndarray,
    z: np.ndarray,
    q: np.ndarray,
    n: np.ndarray,
    e: np.ndarray,
    from_input: np.ndarray,
    before: np.ndarray,
    h: np.ndarray,
) -> None:
    """Do what a cell does at one time behind its product: σ, n ← tanh(r·q + from_input), h ← n + z·(before − n).

    Parameters
    ----------
    gates, held, one
        (2, units, batch): the weighted sums of r and z, written over with σ of them; 1 + e^sum goes into
        `held` (see `squash`). `one` is 1, ().
    r, z
        Views of `gates`, (units, batch).
    q, from_input, before
        Uₙ·h + b_h, Wₙ·x + bₙ and the output of the time before, (units, batch), read only.
    n, e, h
        n, before − n, and the output of this time, (units, batch), are written.
    """
    squash(gates, gates, held, one)
    np.multiply(r, q, n)
    np.add(n, from_input, n)
    np.tanh(n, n)
    np.subtract(before, n, e)
    np.multiply(z, e, h)
    np.add(h, n, h)


def gru_factors(
    gates: np.ndarray,
    held: np.ndarray,
    one: np.ndarray,
    r: np.ndarray,
    z: np.ndarray,
    q: np.ndarray,
    n: np.ndarray,
    e: np.ndarray,
    of_gates: np.ndarray,
    of_r: np.ndarray,
    of_z: np.ndarray,
    of_q: np.ndarray,
    of_n: np.ndarray,
    of_h: np.ndarray,
) -> None:
    """Write what ∂L/∂h is multiplied with, of some steps at once.

    of_n = (1 − n²)·(1 − z), of_z = z/held_z·e, of_q = of_n·r, of_r = r/held_r·q·of_n and of_h = z.

    Parameters
    ----------
    gates, held, one, r, z, q, n, e
        As `gru_forward` left them, read only: gates and held are (steps, 2, units, batch), the others but
        `one` (steps, units, batch); r and z are views of gates.
    of_gates
        (steps, 2, units, batch), of which `of_r` and `of_z` are the views; written.
    of_r, of_z, of_q, of_n, of_h
        For the sums of r, z, q and n, and for the output before, (steps, units, batch); written.
    """
    np.subtract(one, z, of_z)
    np.multiply(n, n, of_n)
    np.subtract(one, of_n, of_n)
    np.multiply(of_n, of_z, of_n)
    np.divide(gates, held, of_gates)
    np.multiply(of_z, e, of_z)
    np.multiply(of_n, r, of_q)
    np.multiply(of_r, q, of_r)
    np.multiply(of_r, of_n, of_r)
    np.copyto(of_h, z)
