"""Reservoir: recurrent cells that stay as they were drawn, and echo what they heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import flag, integer, real
from nnsim.base.text import mark, tr
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.initializers.spectral_radius import SpectralRadius
from nnsim.engine.initializers.uniform import Uniform
from nnsim.engine.layer import ParameterSpec, layers, sequence_size
from nnsim.engine.recurrence import Cell, Recurrent, Scan
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Reservoir(Recurrent):
    """Leaky units, fed back to each other: h ← (1 − a)·h + a·tanh(s·W·x + ρ·U·h + s·b), h = 0 at first.

    W (features, units) and b (units,) are drawn evenly from −1 to 1; U (units, units) has few connections, with a
    largest |eigenvalue| of 1. The settings s and ρ multiply them, so that both can be changed afterwards. It is frozen
    by default: a read-out behind it learns. Each direction leaves the first outputs out, the wash-out, in which it still
    hears that it began at 0; the last output needs a sequence that is longer.

    Shapes: (time, features) to (units,), or to (time − wash-out, units); see `Recurrent` for several layers and for both
    directions, where the wash-out is left out at both ends.
    """

    key = "reservoir"
    title = mark("Reservoir")
    summary = mark(
        "Random cells, fed back to each other, that never learn: they echo what came in, and a read-out listens."
    )
    formula = "h ← (1 − a)·h + a·tanh(s·W·x + ρ·U·h + s·b)"
    source = "Jaeger 2001"
    order = 70
    cell_kind = CellKind.RECURRENT
    is_tied_to_itself = True
    keeps_times = False

    units: int = integer(500, low=1, high=4096, label=mark("Units"))
    radius: float = real(
        0.9,
        low=0.0,
        high=100.0,
        usual=(0.0, 2.0),
        label=mark("Spectral radius ρ"),
        help=mark("How much of what goes round is left after a step. From 1 on the echo need not fade"),
    )
    leak: float = real(
        1.0,
        low=0.001,
        high=1.0,
        label=mark("Leak a"),
        help=mark("How fast a cell follows: 1 at once; less makes it slower, for slow signals"),
    )
    input_scale: float = real(
        0.5,
        low=0.0,
        high=1000.0,
        usual=(0.0, 2.0),
        label=mark("Input scale s"),
        help=mark("How strongly the input drives the cells: little leaves them linear, much bends"),
    )
    bias_scale: float = real(
        0.0,
        low=0.0,
        high=1000.0,
        usual=(0.0, 2.0),
        label=mark("Bias scale"),
        help=mark("Constants that move every cell to another place of its bend"),
    )
    washout: int = integer(
        0,
        low=0,
        high=100_000,
        usual=(0, 200),
        label=mark("Wash-out"),
        help=mark("So many first steps only fill the reservoir; what they give is left out"),
    )
    connections: int = integer(10, low=1, high=4096, label=mark("Connections a cell"), advanced=True)
    _: KW_ONLY
    frozen: bool = flag(
        True,
        label=mark("Frozen"),
        help=mark("Its parameters stay as they are, whatever is trained. Gradients flow through it"),
        advanced=True,
    )

    @property
    def unheard(self) -> int:
        return self.washout

    @property
    def doubt(self) -> str:
        if self.radius < 1:
            return ""
        return tr(
            "At a spectral radius of {radius} the echo is lost: what the cells did long ago need not fade, and goes on"
            " to disturb them. Set it below 1, such as 0.9."
        ).format(radius=f"{self.radius:g}")

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        time, _ = sequence_size(self.title, inputs[0])
        needed = self.washout * (len(self._ways) if self.returns == "all" else 1)
        if time <= needed:
            raise NnsimError(
                tr(
                    "The sequence has {time} steps and the wash-out takes {washout}: nothing is left to be read. Make the"
                    " wash-out shorter, or the windows of the data longer."
                ).format(time=f"{time:,}", washout=f"{needed:,}")
            )
        return super().output_shape(inputs)

    def cell_parameters(self, features: int) -> Sequence[ParameterSpec]:
        h, drawn = self.units, Uniform(1.0)
        return (
            ParameterSpec("W", (features, h), drawn, features, h, axes=("features", "units")),
            ParameterSpec(
                "U", (h, h), SpectralRadius(1.0, self.connections), h, h, axes=("units before", "units")
            ),
            ParameterSpec("b", (h,), drawn, features, h, bias=True, axes=("units",)),
        )

    def cell(self, scan: Scan) -> Cell:
        return _LeakyCell(scan, self)

    def detail(self) -> str:
        return f"ρ = {self.radius:g}"


class _LeakyCell(Cell):
    """Keeps tanh of every step where a gradient is wanted; deltas are ∂L/∂(weighted sums)."""

    def __init__(self, scan: Scan, layer: Reservoir) -> None:
        super().__init__(scan)
        emit, f = scan.e.forward, scan.features
        self._scales = {"W": layer.input_scale, "b": layer.bias_scale, "U": layer.radius}
        self._matrix = emit.buffer(f + 1 + scan.units, scan.units)
        self._rows = {"W": self._matrix[:f], "b": self._matrix[f], "U": self._matrix[f + 1 :]}
        for name, rows in self._rows.items():
            emit(np.multiply, scan.parameter(name), emit.constant(self._scales[name]), rows)
        self._leak, self._rest = emit.constant(layer.leak), emit.constant(1 - layer.leak)
        self._leaks = layer.leak < 1
        self._bent = emit.buffer(scan.steps if scan.e.learns else 1, scan.units, scan.batch)
        if scan.e.learns:
            self.deltas = scan.e.backward.buffer(scan.steps, scan.units, scan.batch)
            self._slopes = scan.e.backward.buffer(scan.stretch, scan.units, scan.batch)
            self._carried = scan.e.backward.buffer(scan.steps, scan.units, scan.batch)

    def way(self, name: str) -> np.ndarray:
        way: np.ndarray = self._rows[name]
        return way

    def forward(self, s: int) -> None:
        emit, y = self.scan.e.forward, self.scan.outputs[s]
        bent = self._bent[s if self.scan.e.learns else 0]
        emit(self._matrix.T.dot, self.scan.seen[s], bent)
        emit(np.tanh, bent, bent)
        if not self._leaks:
            emit(np.copyto, y, bent)
            return
        before = self.scan.seen[s, self.scan.features + 1 :]
        emit(np.multiply, before, self._rest, y)
        emit(np.multiply, bent, self._leak, bent)
        emit(np.add, y, bent, y)

    def prepare(self, steps: slice) -> None:
        """Emit a·tanh′ = a − (a·tanh)²/a."""
        emit, bent = self.scan.e.backward, self._bent[steps]
        slopes = self._slopes[: len(bent)]
        emit(np.multiply, bent, bent, slopes)
        if self._leaks:
            emit(np.divide, slopes, self._leak, slopes)
        emit(np.subtract, self._leak, slopes, slopes)

    def backward(self, s: int, dh: np.ndarray) -> None:
        emit = self.scan.e.backward
        emit(np.multiply, dh, self._slopes[s % self.scan.stretch], self.deltas[s])
        if self._leaks:
            emit(np.multiply, dh, self._rest, self._carried[s])

    def carried(self, s: int) -> np.ndarray | None:
        carried: np.ndarray = self._carried[s]
        return carried if self._leaks else None

    def gradients(self) -> np.ndarray:
        flat = super().gradients()
        for name, scale in self._scales.items():
            gradient = self.scan.gradient(name)
            self.scan.e.backward(np.multiply, gradient, self.scan.e.backward.constant(scale), gradient)
        return flat
