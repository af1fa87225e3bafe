"""Embedding: a learned list of numbers for every code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layer import ParameterSpec, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class Embedding(Trainable):
    """y[t] = E[x[t]]: whole numbers 0 … vocabulary − 1 of shape (T,) become (T, width), E is (vocabulary, width).

    Before training every number is checked to be such a code. In use the nearest code stands in for
    what is none, so that nothing breaks; there is no gradient with respect to a code.
    """

    key = "embedding"
    title = mark("Embedding")
    summary = mark(
        "Looks up a learned list of numbers for every code, such as a word or a category: codes that act alike move together."
    )
    formula = "y[t] = E[x[t]]"
    source = "Bengio et al. 2003"
    category = "core"
    keeps_times = True
    main_setting = "width"
    order = 30

    vocabulary: int = integer(
        10, low=1, high=1_000_000, label=mark("Vocabulary"), help=mark("How many codes there are: 0, 1, 2, …")
    )
    width: int = integer(
        8, low=1, high=10_000, label=mark("Width"), help=mark("Numbers that stand for one code")
    )
    initializer: Initializer = part(Normal(1.0), initializers, label=mark("Initializer"))

    @property
    def codes(self) -> int | None:
        return self.vocabulary

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return (flat_size(self.title, inputs[0]), self.width)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        # A code is a one-hot input: of all `vocabulary` inputs one is 1 at a time.
        shape = (self.vocabulary, self.width)
        return (
            ParameterSpec(
                "E", shape, self.initializer, self.vocabulary, self.width, axes=("codes", "features")
            ),
        )

    def emit(self, e: Emitter) -> None:
        length, batch = e.inputs[0].shape[0], e.batch
        nearest = e.forward.buffer(length, batch)
        code = e.forward.buffer(length, batch, dtype=np.intp)
        rows = e.forward.buffer(length * batch, self.width)
        e.forward(np.rint, e.inputs[0].data, nearest)
        # fmax and fmin take the limit where the other is not a number.
        e.forward(np.fmax, nearest, e.forward.constant(0), out=nearest)
        e.forward(np.fmin, nearest, e.forward.constant(self.vocabulary - 1), out=nearest)
        e.forward(np.copyto, code, nearest, "unsafe")
        e.forward(e.parameter("E").take, code.reshape(-1), 0, rows, "clip")
        e.forward(np.copyto, e.output.data, rows.reshape(length, batch, self.width).transpose(0, 2, 1))
        if e.learns:
            self._emit_backward(e, code)

    def _emit_backward(self, e: Emitter, code: np.ndarray) -> None:
        """Emit ∂L/∂E: every row is the sum of ∂L/∂y over all places that held its code.

        One flat index for every number: NumPy adds at flat indices many times faster than at rows.
        """
        length, batch = code.shape
        flat = e.backward.buffer(length, self.width, batch, dtype=np.intp)
        within = np.arange(self.width, dtype=np.intp).reshape(1, -1, 1)
        gradient = e.gradient("E").reshape(-1)
        e.backward(np.multiply, code[:, np.newaxis, :], np.array(self.width, np.intp), flat)
        e.backward(np.add, flat, within, flat)
        e.backward(gradient.fill, 0.0)
        e.backward(np.add.at, gradient, flat.reshape(-1), e.incoming.flat.reshape(-1))
        dx = e.input_gradients[0]
        if dx is not None:
            e.backward(dx.flat.fill, 0.0)

    def detail(self) -> str:
        return f"{self.vocabulary:,} → {self.width:,}"
