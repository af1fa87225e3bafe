"""Positional encoding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import choice
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layer import ParameterSpec, layers, sequence_size
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


def sinusoids(time: int, features: int) -> np.ndarray:
    """Return the code of Vaswani et al. 2017, section 3.5, as float64 (time, features).

    p[t, 2k] = sin(t/10000^(2k/features)), p[t, 2k + 1] = cos of the same.
    """
    even = np.arange(features) // 2 * 2
    angles = np.arange(time)[:, np.newaxis] / 10000.0 ** (even / features)
    return np.where(np.arange(features) % 2, np.cos(angles), np.sin(angles))


@layers.register
@dataclass(frozen=True)
class PositionalEncoding(Trainable):
    """Adds to each time of a sequence (time, features) a pattern that tells where it stands.

    y[t] = x[t] + p[t]; p is either fixed waves (see `sinusoids`) or learned, P of (time, features).
    """

    key = "positional_encoding"
    title = mark("Positional encoding")
    summary = mark("Adds a pattern that tells each time's place; attention alone does not know any order.")
    formula = "y[t, 2k] = x[t, 2k] + sin(t/10000^(2k/F)),  2k + 1: cos"
    source = "Vaswani et al. 2017"
    category = "recurrent"
    cell_kind = None
    keeps_times = True
    order = 80

    kind: str = choice(
        "sinusoidal",
        ("sinusoidal", mark("sine waves")),
        ("learned", mark("learned")),
        label=mark("Positions"),
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return sequence_size(self.title, inputs[0])

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        if self.kind == "sinusoidal":
            return ()
        return (
            ParameterSpec(
                "P", inputs[0], Normal(0.02), inputs[0][0], inputs[0][1], axes=("time", "features")
            ),
        )

    def emit(self, e: Emitter) -> None:
        shape = e.inputs[0].shape
        learned = self.kind == "learned"
        code = e.parameter("P") if learned else sinusoids(*shape).astype(e.forward.dtype)
        e.forward(np.add, e.inputs[0].data, code[..., np.newaxis], e.output.data)
        if not e.learns:
            return
        if learned:
            ones = np.ones(e.batch, e.backward.dtype)
            e.backward(e.incoming.flat.dot, ones, e.gradient("P").reshape(-1))
        dx = e.input_gradients[0]
        if dx is not None:
            e.backward(np.copyto, dx.flat, e.incoming.flat)

    def detail(self) -> str:
        return tr("learned") if self.kind == "learned" else tr("sine waves")
