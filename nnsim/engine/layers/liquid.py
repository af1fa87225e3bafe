"""Liquid: leaky integrate-and-fire cells that answer spikes with spikes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass

import numpy as np

from nnsim.base.settings import choice, flag, integer, real
from nnsim.base.text import mark
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
        driven, voltage, rest, work = (c.buffer(self.units, e.batch) for _ in range(4))
        for state in (spikes, voltage, rest):
            c(state.fill, 0.0)
        given = c.buffer(self.units, e.batch) if self.returns == "last" else y
        before = given if self.returns == "last" else c.buffer(self.units, e.batch)
        c(before.fill, 0.0)
        fade = math.exp(-1 / self.trace)
        constants = [
            c.constant(v) for v in (math.exp(-1 / self.membrane), self.refractory, fade, 1 - fade, 0, 1)
        ]
        for s in range(steps):
            now = given if self.returns == "last" else y[s]
            c(np.copyto, heard, x[s])
            c(matrix.T.dot, read, driven)
            c(integrate_and_fire, driven, voltage, rest, spikes, before, now, work, *constants)
            before = now
        if self.returns == "last":
            c(np.copyto, e.output.flat, given)
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


def integrate_and_fire(
    driven: np.ndarray,
    voltage: np.ndarray,
    rest: np.ndarray,
    spikes: np.ndarray,
    before: np.ndarray,
    trace: np.ndarray,
    work: np.ndarray,
    decay: np.ndarray,
    refractory: np.ndarray,
    fade: np.ndarray,
    gain: np.ndarray,
    zero: np.ndarray,
    one: np.ndarray,
) -> None:
    """Do what leaky cells do in a millisecond; see `Liquid`.

    Parameters
    ----------
    driven
        What comes in, (units, batch).
    voltage, rest, spikes
        Of the step before, and written over: v, how many steps a cell still rests, and 0 or 1.
    before, trace
        The traces of the step before and of this one, which may be the same array.
    work
        For numbers in between.
    decay, refractory, fade, gain, zero, one
        Numbers, (): e^(−1/τ), steps from a spike to the next at the earliest, e^(−1/τ_f), 1 − e^(−1/τ_f), 0 and 1.
    """
    np.multiply(voltage, decay, voltage)
    np.add(voltage, driven, voltage)
    np.subtract(rest, one, rest)
    np.maximum(rest, zero, out=rest)
    np.less_equal(rest, zero, work, casting="unsafe")
    np.multiply(voltage, work, voltage)
    np.greater_equal(voltage, one, spikes, casting="unsafe")
    np.less(voltage, one, work, casting="unsafe")
    np.multiply(voltage, work, voltage)
    np.multiply(spikes, refractory, work)
    np.add(rest, work, rest)
    np.multiply(before, fade, trace)
    np.multiply(spikes, gain, work)
    np.add(trace, work, trace)
