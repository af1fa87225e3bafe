"""Liquid: leaky integrate-and-fire cells that answer spikes with spikes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np

from nnsim.base.settings import choice, flag, integer, real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializers.column import Column
from nnsim.engine.initializers.sparse import Sparse
from nnsim.engine.layer import ParameterSpec, layers, sequence_size
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class Liquid(Trainable):
    """Leaky integrate-and-fire cells in a column of 3 × 3 × n, a part of them inhibitory, one step a millisecond.

    v ← e^(−1/τ)·v + g·W·x + q·U·z, where z are the spikes of the step before; where v reaches 1 the cell spikes, z = 1
    and v = 0, and stays at 0 for the rest of its refractory time. What is given is a trace of the spikes, the rate that
    an exponential window of τ_f sees, in spikes a millisecond: r ← e^(−1/τ_f)·r + (1 − e^(−1/τ_f))·z.

    W (features, units) and U (units, units) are sparse, U as `Column` draws it; g and q multiply them. Everything begins
    at 0. It is frozen by default: a read-out behind it learns. A spike has no slope: the derivative of all that is given
    by all that comes in is 0 wherever there is one, so nothing before it learns by a gradient.

    Shapes: (time, features) to (units,), the trace at the end, or to (time, units).
    """

    key = "liquid"
    title = mark("Liquid")
    summary = mark(
        "Spiking cells, fed back to each other, that never learn: what comes in makes waves of spikes, and a read-out"
        " listens."
    )
    formula = "v ← e^(−1/τ)·v + g·W·x + q·U·z,  z = 1 if v ≥ 1"
    source = "Maass, Natschläger & Markram 2002"
    category = "recurrent"
    main_setting = "units"
    cell_kind = CellKind.SPIKING_HIDDEN
    is_tied_to_itself = True
    order = 75

    units: int = integer(135, low=1, high=4096, label=mark("Units"))
    returns: str = choice(
        "last",
        ("last", mark("last output")),
        ("all", mark("whole sequence")),
        label=mark("Gives"),
    )
    inhibitory: float = real(
        0.2,
        low=0.0,
        high=1.0,
        label=mark("Inhibitory share"),
        help=mark("So many of the cells keep others from spiking"),
    )
    input_scale: float = real(
        1.0,
        low=0.0,
        high=1000.0,
        usual=(0.0, 2.0),
        label=mark("Input scale g"),
        help=mark(
            "How strongly a spike that comes in drives the cells; one of strength 1 makes a cell at rest spike"
        ),
    )
    recurrent_scale: float = real(
        0.5,
        low=0.0,
        high=1000.0,
        usual=(0.0, 2.0),
        label=mark("Scale of what goes round q"),
        help=mark("How strongly cells drive each other; too much and they never stop"),
    )
    membrane: float = real(
        30.0, low=0.1, high=10_000.0, usual=(1.0, 100.0), unit="ms", log=True, label=mark("Membrane time τ")
    )
    refractory: int = integer(
        3, low=1, high=1000, usual=(1, 10), unit="ms", label=mark("Refractory time"), advanced=True
    )
    trace: float = real(
        30.0,
        low=0.1,
        high=10_000.0,
        usual=(1.0, 100.0),
        unit="ms",
        log=True,
        label=mark("Time of the trace τ_f"),
        help=mark("How long a spike is remembered in what is given"),
    )
    _: KW_ONLY
    frozen: bool = flag(
        True,
        label=mark("Frozen"),
        help=mark("Its parameters stay as they are, whatever is trained. Gradients flow through it"),
        advanced=True,
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        time, _ = sequence_size(self.title, inputs[0])
        return (self.units,) if self.returns == "last" else (time, self.units)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n, h = inputs[0][1], self.units
        reached = Sparse(max(1, round(0.3 * n)), 1.0)
        return (
            ParameterSpec("W", (n, h), reached, n, h, axes=("features", "units")),
            ParameterSpec("U", (h, h), Column(self.inhibitory), h, h, axes=("units before", "units")),
        )

    def emit(self, e: Emitter) -> None:
        x, y, c = e.inputs[0].data, e.output.data, e.forward
        steps, features = e.inputs[0].shape
        read = c.buffer(features + self.units, e.batch)
        heard, spikes = read[:features], read[features:]
        matrix = c.buffer(features + self.units, self.units)
        c(np.multiply, e.parameter("W"), c.constant(self.input_scale), matrix[:features])
        c(np.multiply, e.parameter("U"), c.constant(self.recurrent_scale), matrix[features:])
        cells = _Cells(self, c, spikes)
        whole = self.returns == "all"
        trace = c.buffer(self.units, e.batch)
        c(trace.fill, 0.0)
        for s in range(steps):
            c(np.copyto, heard, x[s])
            c(matrix.T.dot, read, cells.driven)
            cells.emit_step()
            given = y[s] if whole else trace
            cells.emit_trace(trace, given)
            trace = given
        if not whole:
            c(np.copyto, y, trace)
        if e.learns:
            self._emit_backward(e)

    @staticmethod
    def _emit_backward(e: Emitter) -> None:
        for name in ("W", "U"):
            e.backward(e.gradient(name).fill, 0.0)
        if e.input_gradients[0] is not None:
            e.backward(e.input_gradients[0].flat.fill, 0.0)

    def detail(self) -> str:
        return f"τ = {self.membrane:g} ms"


class _Cells:
    """What the cells of a liquid keep from step to step, and the calls of one step.

    Attributes
    ----------
    driven
        What comes in, (units, batch): filled before each step.
    """

    def __init__(self, layer: Liquid, calls: Calls, spikes: np.ndarray) -> None:
        self._calls, self._spikes = calls, spikes
        self.driven, self._voltage, self._rest, self._work = (calls.buffer(*spikes.shape) for _ in range(4))
        fade = math.exp(-1 / layer.trace)
        self._fade, self._gain = calls.constant(fade), calls.constant(1 - fade)
        self._decay, self._refractory = (
            calls.constant(math.exp(-1 / layer.membrane)),
            calls.constant(layer.refractory),
        )
        self._zero, self._one = calls.constant(0), calls.constant(1)
        for state in (spikes, self._voltage, self._rest):
            calls(state.fill, 0.0)

    def emit_step(self) -> None:
        """Emit voltages and spikes, 0 or 1; `rest` counts the steps until a cell may spike again."""
        c, voltage, rest, work = self._calls, self._voltage, self._rest, self._work
        c(np.multiply, voltage, self._decay, voltage)
        c(np.add, voltage, self.driven, voltage)
        c(np.subtract, rest, self._one, rest)
        c(np.maximum, rest, self._zero, out=rest)
        c(np.less_equal, rest, self._zero, work, casting="unsafe")
        c(np.multiply, voltage, work, voltage)
        c(np.greater_equal, voltage, self._one, self._spikes, casting="unsafe")
        c(np.less, voltage, self._one, work, casting="unsafe")
        c(np.multiply, voltage, work, voltage)
        c(np.multiply, self._spikes, self._refractory, work)
        c(np.add, rest, work, rest)

    def emit_trace(self, before: np.ndarray, trace: np.ndarray) -> None:
        """Emit the trace of this step from that of the step before, which may be the same array."""
        c = self._calls
        c(np.multiply, before, self._fade, trace)
        c(np.multiply, self._spikes, self._gain, self._work)
        c(np.add, trace, self._work, trace)
