"""Long short-term memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, integer, part, real
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.layer import Layer, ParameterSpec, layers
from nnsim.engine.shape import Shape


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
class LSTM(Layer):
    """A recurrent layer with a memory cell c that three gates write, keep and read.

    i, f, o = σ(…), g = tanh(…) of W·x + U·h + b;  c ← f·c + i·g;  h = o·tanh c. The four gates are
    one matrix: columns i, f, o, g, each `units` wide; rows: inputs (W), previous output (U), bias.
    """

    key = "lstm"
    title = mark("LSTM")
    summary = mark("Reads a sequence step by step and remembers: gates decide what to write, keep and tell.")
    formula = "c ← f·c + i·g,  h = o·tanh c"
    source = "Hochreiter & Schmidhuber 1997; Gers et al. 2000"
    category = "recurrent"
    main_setting = "units"
    order = 50

    units: int = integer(16, low=1, high=4096, label=mark("Units"))
    returns: str = choice(
        "last",
        ("last", mark("last output")),
        ("all", mark("whole sequence")),
        label=mark("Gives"),
    )
    forget_bias: float = real(
        1.0,
        low=-10.0,
        high=10.0,
        label=mark("Initial forget bias"),
        help=mark("1 lets it remember from the start"),
    )
    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) != 2:
            raise NnsimError(
                tr(
                    "LSTM takes a sequence (time, features), got {shape}. Set the shape of the Input to two numbers."
                ).format(shape=inputs[0])
            )
        return (self.units,) if self.returns == "last" else (inputs[0][0], self.units)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        features, h = inputs[0][1], self.units
        return (
            ParameterSpec("W", (features, 4 * h), self.initializer, features, h),
            ParameterSpec("U", (h, 4 * h), self.initializer, h, h),
            ParameterSpec("b", (4 * h,), _GateBias(self.forget_bias), features, h, bias=True),
        )

    def emit(self, e: Emitter) -> None:
        time, features = e.inputs[0].shape
        h, n = self.units, e.batch
        joined, _ = e.joined(4 * h)
        # For every time, one block of rows: the input, the previous output, ones. Time comes first, so
        # that each block is contiguous: `dot` copies what is not.
        seen = e.forward.buffer(time + 1, features + h + 1, n)
        seen[:, -1] = 1
        gates = e.forward.buffer(time, 4 * h, n)
        cells = e.forward.buffer(time + 1, h, n)
        tanh_cells = e.forward.buffer(time, h, n)
        work = e.forward.buffer(h, n)
        half = e.forward.constant(0.5)
        e.forward(np.copyto, seen[:time, :features], e.inputs[0].data)
        for t in range(time):
            z, sigmoids = gates[t], gates[t, : 3 * h]
            i, f, o, g = (gates[t, k * h : (k + 1) * h] for k in range(4))
            e.forward(joined.T.dot, seen[t], z)
            e.forward(np.multiply, sigmoids, half, sigmoids)
            e.forward(np.tanh, z, z)
            e.forward(np.multiply, sigmoids, half, sigmoids)
            e.forward(np.add, sigmoids, half, sigmoids)
            e.forward(np.multiply, f, cells[t], cells[t + 1])
            e.forward(np.multiply, i, g, work)
            e.forward(np.add, cells[t + 1], work, cells[t + 1])
            e.forward(np.tanh, cells[t + 1], tanh_cells[t])
            e.forward(np.multiply, o, tanh_cells[t], seen[t + 1, features:-1])
        outputs = seen[1:, features:-1]
        if self.returns == "last":
            e.forward(np.copyto, e.output.flat, outputs[-1])
        else:
            e.forward(np.copyto, e.output.data, outputs)
        if e.learns:
            self._emit_backward(e, seen, gates, cells, tanh_cells)

    def _emit_backward(
        self, e: Emitter, seen: np.ndarray, gates: np.ndarray, cells: np.ndarray, tanh_cells: np.ndarray
    ) -> None:
        """Emit back-propagation through time: deltas step by step, then one product for all weights."""
        time, features = e.inputs[0].shape
        h, n = self.units, e.batch
        _, joined_gradient = e.joined(4 * h)
        deltas = e.backward.buffer(time, 4 * h, n)
        dh, dc = e.backward.buffer(h, n), e.backward.buffer(h, n)
        slopes = e.backward.buffer(time, 4 * h, n)
        one = e.backward.constant(1)
        # Slopes of all gates of all times at once: σ′ = σ(1 − σ), tanh′ = 1 − tanh².
        sigmoids, tanhs = slice(0, 3 * h), slice(3 * h, 4 * h)
        e.backward(np.subtract, one, gates[:, sigmoids], slopes[:, sigmoids])
        e.backward(np.multiply, slopes[:, sigmoids], gates[:, sigmoids], slopes[:, sigmoids])
        e.backward(np.multiply, gates[:, tanhs], gates[:, tanhs], slopes[:, tanhs])
        e.backward(np.subtract, one, slopes[:, tanhs], slopes[:, tanhs])
        e.backward(dh.fill, 0.0)
        e.backward(dc.fill, 0.0)
        for t in reversed(range(time)):
            if self.returns == "all":
                e.backward(np.add, dh, e.incoming.data[t], dh)
            elif t == time - 1:
                e.backward(np.copyto, dh, e.incoming.flat)
            self._emit_time_step(e, t, gates, cells, tanh_cells, slopes, deltas, dh, dc)
            if t:
                e.backward(e.parameter("U").dot, deltas[t], dh)
        flat = e.backward.buffer(4 * h, time * n)
        past = e.backward.buffer(features + h + 1, time * n)
        e.backward(np.copyto, flat.reshape(-1, time, n), deltas.transpose(1, 0, 2))
        e.backward(np.copyto, past.reshape(-1, time, n), seen[:time].transpose(1, 0, 2))
        e.backward(past.dot, flat.T, joined_gradient)
        dx = e.input_gradients[0]
        if dx is not None:
            spread = e.backward.buffer(features, time * n)
            e.backward(e.parameter("W").dot, flat, spread)
            e.backward(np.copyto, dx.data, spread.reshape(features, time, n).transpose(1, 0, 2))

    def _emit_time_step(
        self,
        e: Emitter,
        t: int,
        gates: np.ndarray,
        cells: np.ndarray,
        tanh_cells: np.ndarray,
        slopes: np.ndarray,
        deltas: np.ndarray,
        dh: np.ndarray,
        dc: np.ndarray,
    ) -> None:
        """Emit ∂L/∂gates of time t from dh = ∂L/∂h and dc = ∂L/∂c, and dc for time t − 1."""
        h = self.units
        work = e.backward.buffer(h, e.batch)
        i, f, o, g = (gates[t, k * h : (k + 1) * h] for k in range(4))
        di, df, do, dg = (deltas[t, k * h : (k + 1) * h] for k in range(4))
        e.backward(np.multiply, dh, tanh_cells[t], do)
        e.backward(np.multiply, tanh_cells[t], tanh_cells[t], work)
        e.backward(np.subtract, e.backward.constant(1), work, work)
        e.backward(np.multiply, work, o, work)
        e.backward(np.multiply, work, dh, work)
        e.backward(np.add, dc, work, dc)
        e.backward(np.multiply, dc, g, di)
        e.backward(np.multiply, dc, cells[t], df)
        e.backward(np.multiply, dc, i, dg)
        e.backward(np.multiply, deltas[t], slopes[t], deltas[t])
        e.backward(np.multiply, dc, f, dc)
