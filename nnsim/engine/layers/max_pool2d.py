"""Two-dimensional max pooling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import integer
from nnsim.base.text import mark, tr
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class MaxPool2D(Layer):
    """The greatest number of every size × size tile; rows and columns that fill no tile are left out.

    Of equal numbers the first (row by row) counts as the greatest and gets the gradient.
    """

    key = "max_pool2d"
    title = mark("Max pool 2-D")
    summary = mark(
        "Keeps the greatest number of every small tile of an image: smaller, and steadier to shifts."
    )
    formula = "y[c, i, j] = max x[c, i·p … i·p + p − 1, j·p … j·p + p − 1]"
    category = "convolution"
    main_setting = "size"
    order = 35

    size: int = integer(2, low=1, high=32, label=mark("Tile size"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) != 3:
            raise NnsimError(
                tr("Max pool 2-D takes an image (channels, height, width), got {shape}.").format(
                    shape=inputs[0]
                )
            )
        channels, height, width = inputs[0]
        if min(height, width) < self.size:
            raise NnsimError(
                tr(
                    "The tile ({size}) is larger than the image ({height} × {width}). Make it smaller."
                ).format(size=self.size, height=height, width=width)
            )
        return (channels, height // self.size, width // self.size)

    def emit(self, e: Emitter) -> None:
        p = self.size
        _, rows, columns = e.output.shape
        y = e.output.data

        def tiles(image: np.ndarray) -> list[np.ndarray]:
            return [image[:, u : rows * p : p, v : columns * p : p] for u in range(p) for v in range(p)]

        views = tiles(e.inputs[0].data)
        e.forward(np.copyto, y, views[0])
        for view in views[1:]:
            e.forward(np.maximum, y, view, out=y)
        dx = e.input_gradients[0]
        if not e.learns or dx is None:
            return
        free = e.backward.buffer(*y.shape, dtype=np.bool_)
        hit = e.backward.buffer(*y.shape, dtype=np.bool_)
        if dx.shape[1] % p or dx.shape[2] % p:
            e.backward(dx.data.fill, 0.0)
        e.backward(free.fill, True)
        for view, target in zip(views, tiles(dx.data), strict=True):
            e.backward(np.equal, view, y, hit)
            e.backward(np.logical_and, hit, free, hit)
            e.backward(np.multiply, e.incoming.data, hit, target)
            e.backward(np.greater, free, hit, free)

    def detail(self) -> str:
        return f"{self.size}×{self.size}"
