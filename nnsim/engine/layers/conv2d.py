"""Two-dimensional convolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, flag, integer, part
from nnsim.base.text import mark, tr
from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.he import HeUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import Layer, ParameterSpec, layers
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class Conv2D(Layer):
    """Every filter slides over the image; W has shape (channels, kernel, kernel, filters).

    Patches are gathered into a matrix (im2col), with a row of ones below for the bias, so that the
    whole layer is one matrix product; the batch stays the last axis, so nothing is transposed.
    """

    key = "conv2d"
    title = mark("Conv 2-D")
    summary = mark("Slides small filters over an image; each filter looks for one pattern everywhere.")
    formula = "y[f, i, j] = f(Σ W[c, u, v, f]·x[c, i·s + u, j·s + v] + b[f])"
    source = "LeCun et al. 1989"
    category = "convolution"
    main_setting = "filters"
    order = 30

    filters: int = integer(8, low=1, high=4096, label=mark("Filters"))
    kernel: int = integer(3, low=1, high=31, label=mark("Kernel size"))
    stride: int = integer(1, low=1, high=16, label=mark("Stride"))
    padding: str = choice(
        "same",
        ("same", mark("same size")),
        ("valid", mark("none")),
        label=mark("Padding"),
        help=mark("Same size adds zeros around the image so that its size stays (at stride 1)"),
    )
    activation: Activation = part(Identity(), activations, label=mark("Activation"))
    initializer: Initializer = part(HeUniform(), initializers, label=mark("Initializer"))
    bias: bool = flag(True, label=mark("Bias"))

    def _pad(self) -> tuple[int, int]:
        """Return the rows of zeros before and after."""
        total = self.kernel - 1 if self.padding == "same" else 0
        return total // 2, total - total // 2

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) != 3:
            raise NnsimError(
                tr(
                    "Conv 2-D takes an image (channels, height, width), got {shape}. Set the shape of the Input"
                    " to three numbers, such as 1 × 28 × 28."
                ).format(shape=inputs[0])
            )
        _, height, width = inputs[0]
        pad = sum(self._pad())
        if min(height, width) + pad < self.kernel:
            raise NnsimError(
                tr(
                    "The kernel ({kernel}) is larger than the image ({height} × {width}). Make it smaller."
                ).format(kernel=self.kernel, height=height, width=width)
            )
        out = [(n + pad - self.kernel) // self.stride + 1 for n in (height, width)]
        return (self.filters, out[0], out[1])

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        channels, area = inputs[0][0], self.kernel * self.kernel
        fans = (channels * area, self.filters * area)
        weights = ParameterSpec(
            "W", (channels, self.kernel, self.kernel, self.filters), self.initializer, *fans
        )
        if not self.bias:
            return (weights,)
        return (weights, ParameterSpec("b", (self.filters,), Zeros(), *fans, bias=True))

    def emit(self, e: Emitter) -> None:
        channels, height, width = e.inputs[0].shape
        _, rows, columns = e.output.shape
        k, s, n = self.kernel, self.stride, e.batch
        before, after = self._pad()
        padded = e.forward.buffer(channels, height + before + after, width + before + after, n)
        inside = padded[:, before : before + height, before : before + width]
        e.forward(np.copyto, inside, e.inputs[0].data)
        area = channels * k * k
        patches = e.forward.buffer(area + self.bias, rows * columns * n)
        if self.bias:
            patches[-1] = 1
        st = padded.strides
        windows = as_strided(
            padded, (channels, k, k, rows, columns, n), (st[0], st[1], st[2], st[1] * s, st[2] * s, st[3])
        )
        e.forward(np.copyto, patches[:area].reshape(channels, k, k, rows, columns, n), windows)
        joined, joined_gradient = e.joined(self.filters)
        e.forward(joined.T.dot, patches, e.output.flat.reshape(self.filters, -1))
        dz = e.activate(self.activation)
        if not e.learns:
            return
        delta = dz.flat.reshape(self.filters, -1)
        e.backward(patches.dot, delta.T, joined_gradient)
        if e.input_gradients[0] is not None:
            self._emit_input_gradient(e, delta, padded.shape, inside.shape)

    def _emit_input_gradient(
        self, e: Emitter, delta: np.ndarray, padded_shape: Shape, inside_shape: Shape
    ) -> None:
        """Emit the patches' gradients and their sum back into the image (col2im)."""
        channels, height, width, n = inside_shape
        _, rows, columns = e.output.shape
        k, s = self.kernel, self.stride
        before, _ = self._pad()
        spread = e.backward.buffer(channels * k * k, rows * columns * n)
        weights = e.parameter("W").reshape(channels * k * k, self.filters)
        e.backward(weights.dot, delta, spread)
        image = e.backward.buffer(*padded_shape)
        e.backward(image.fill, 0.0)
        pieces = spread.reshape(channels, k, k, rows, columns, n)
        for u in range(k):
            for v in range(k):
                place = image[:, u : u + rows * s : s, v : v + columns * s : s]
                e.backward(np.add, place, pieces[:, u, v], place)
        dx = e.input_gradients[0]
        assert dx is not None
        e.backward(np.copyto, dx.data, image[:, before : before + height, before : before + width])

    def detail(self) -> str:
        size = f"{self.kernel}×{self.kernel}"
        return size if self.activation.key == "identity" else f"{size} {tr(self.activation.title).lower()}"

    def activation_function(self) -> Activation | None:
        return self.activation

    def without_activation(self) -> Layer:
        return replace(self, activation=Identity())
