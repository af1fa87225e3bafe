"""Two-dimensional transposed convolution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.part_settings import part
from nnsim.base.settings import flag, integer
from nnsim.base.text import mark, tr
from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.he import HeUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, layers
from nnsim.engine.patches import Axis, contiguous, gather, multiply, multiply_transposed, scatter
from nnsim.engine.shape import Shape, shape_words
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class ConvTranspose2D(Trainable):
    """Every number of the image paints its filter, scaled, into a larger one: a convolution run backward.

    W has shape (channels, kernel, kernel, filters). From (channels, height, width) to
    (filters, height′, width′) with n′ = (n − 1)·stride − 2·padding + kernel, as PyTorch's
    ConvTranspose2d: padding is what is cut off on every side.
    """

    key = "conv_transpose2d"
    title = mark("Transposed conv 2-D")
    summary = mark("Paints a small filter for every number of an image: enlarges it, with learned strokes.")
    formula = "y[f, i·s + u − p, j·s + v − p] += W[c, u, v, f]·x[c, i, j];  y ← f(y + b[f])"
    source = "Zeiler et al. 2010; Dumoulin & Visin 2016"
    category = "convolution"
    is_affine = True
    cell_kind = CellKind.KERNEL
    main_setting = "filters"
    activation_setting = "activation"
    order = 32

    filters: int = integer(8, low=1, high=4096, label=mark("Filters"))
    kernel: int = integer(2, low=1, high=31, label=mark("Kernel size"))
    stride: int = integer(
        2, low=1, high=16, label=mark("Stride"), help=mark("How many times larger the image becomes, about")
    )
    padding: int = integer(
        0, low=0, high=30, label=mark("Padding"), help=mark("Rows and columns to cut off on every side")
    )
    activation: Activation = part(Identity(), activations, label=mark("Activation"))
    initializer: Initializer = part(HeUniform(), initializers, label=mark("Initializer"))
    bias: bool = flag(True, label=mark("Bias"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) != 3:
            raise NnsimError(
                tr(
                    "Transposed conv 2-D takes an image (channels, height, width), got {shape}. Set the shape of"
                    " the Input to three numbers, such as 1 × 28 × 28, or put Reshape before it."
                ).format(shape=shape_words(inputs[0]))
            )
        height, width = ((n - 1) * self.stride - 2 * self.padding + self.kernel for n in inputs[0][1:])
        if min(height, width) < 1:
            raise NnsimError(
                tr("Padding {padding} cuts the whole image off. Make it smaller.").format(
                    padding=self.padding
                )
            )
        return (self.filters, height, width)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        channels, k = inputs[0][0], self.kernel
        # Each output number gathers about (kernel / stride)² strokes of every channel.
        fans = (channels * max(1, round((k / self.stride) ** 2)), self.filters * k * k)
        weights = ParameterSpec(
            "W",
            (channels, k, k, self.filters),
            self.initializer,
            *fans,
            axes=("channels", "height", "width", "filters"),
        )
        if not self.bias:
            return (weights,)
        return (weights, ParameterSpec("b", (self.filters,), Zeros(), *fans, bias=True, axes=("filters",)))

    def working_size(self, inputs: Sequence[Shape]) -> int:
        _, height, width = inputs[0]
        return self.filters * self.kernel**2 * height * width

    def emit(self, e: Emitter) -> None:
        _, *lengths = e.output.shape
        k, p = self.kernel, self.padding
        axes = [Axis(n, k, self.stride, before=p, after=p) for n in lengths]
        x = contiguous(e.forward, e.inputs[0].data)
        columns = x[0].size
        weights = e.parameter("W").reshape(1, len(x), -1)
        strokes = e.forward.buffer(k, k, self.filters, *x.shape[1:])
        pieces = np.moveaxis(strokes, 2, 0)
        multiply(
            e.forward, weights.swapaxes(1, 2), x.reshape(1, len(x), columns), strokes.reshape(1, -1, columns)
        )
        start = e.parameter("b").reshape(-1, 1, 1, 1) if self.bias else None
        scatter(e.forward, pieces, axes, e.output.data, start)
        dz = e.activate(self.activation)
        if not e.learns:
            return
        patches = e.backward.buffer(*strokes.shape)
        seen = patches.reshape(1, -1, columns)
        gather(e.backward, dz.data, axes, np.moveaxis(patches, 2, 0))
        multiply_transposed(
            e.backward, x.reshape(1, len(x), columns), seen, e.gradient("W").reshape(1, len(x), -1)
        )
        if self.bias:
            e.backward(np.add.reduce, dz.flat.reshape(self.filters, -1), axis=1, out=e.gradient("b"))
        dx = e.input_gradients[0]
        if dx is not None:
            multiply(e.backward, weights, seen, dx.flat.reshape(1, len(x), columns))

    def detail(self) -> str:
        size = f"{self.kernel}×{self.kernel}"
        return size if self.activation.is_identity else f"{size} {tr(self.activation.title).lower()}"
