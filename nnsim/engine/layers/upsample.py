"""Upsampling: an image enlarged without learning anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import choice, integer
from nnsim.base.text import mark, tr
from nnsim.engine.calls import Calls
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.patches import Axis, add_up, windows
from nnsim.engine.shape import Shape, shape_words


@layers.register
@dataclass(frozen=True)
class Upsample(Layer):
    """An image, `factor` times as high and wide: (channels, factor·height, factor·width).

    Nearest repeats every number. Bilinear mixes neighbours along the height, then along the width;
    number o of the result lies at (o + ½)/factor − ½ of the image, and beyond the border the border
    goes on (PyTorch's align_corners=False).
    """

    key = "upsample"
    title = mark("Upsample")
    summary = mark("Enlarges an image by repeating or mixing neighbouring numbers; learns nothing.")
    formula = "y[c, i, j] = x[c, ⌊i/s⌋, ⌊j/s⌋], or a mean of the nearest four weighted by closeness"
    source = "Odena et al. 2016"
    category = "convolution"
    is_affine = True
    cell_kind = CellKind.CONVOLUTION_OR_POOL
    main_setting = "factor"
    order = 39

    factor: int = integer(2, low=1, high=16, label=mark("Factor"))
    mode: str = choice(
        "nearest", ("nearest", mark("nearest")), ("bilinear", mark("bilinear")), label=mark("In between")
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        if len(inputs[0]) != 3:
            raise NnsimError(
                tr("Upsample takes an image (channels, height, width), got {shape}.").format(
                    shape=shape_words(inputs[0])
                )
            )
        channels, height, width = inputs[0]
        return (channels, self.factor * height, self.factor * width)

    def working_size(self, inputs: Sequence[Shape]) -> int:
        channels, height, width = inputs[0]
        return 2 * channels * self.factor * height * width if self.mode == "bilinear" else 0

    def emit(self, e: Emitter) -> None:
        x, y, dx = e.inputs[0], e.output, e.input_gradients[0]
        if self.mode == "nearest":
            axes = [Axis(n, self.factor, self.factor) for n in y.shape[1:]]
            e.forward(np.copyto, windows(y.data, axes), x.data[:, None, None])
            if e.learns and dx is not None:
                copies = windows(e.incoming.data, axes)
                places = np.ndindex(self.factor, self.factor)
                add_up(e.backward, (copies[:, u, v] for u, v in places), dx.data)
            return
        high = (x.shape[0], y.shape[1], x.shape[2], e.batch)
        middle = e.forward.buffer(*high)
        self._mix(e.forward, x.data, middle)
        self._mix(e.forward, middle.swapaxes(1, 2), y.data.swapaxes(1, 2))
        if e.learns and dx is not None:
            gradient = e.backward.buffer(*high)
            self._unmix(e.backward, e.incoming.data.swapaxes(1, 2), gradient.swapaxes(1, 2))
            self._unmix(e.backward, gradient, dx.data)

    def _phases(self) -> Iterator[tuple[int, float, int]]:
        """Yield for every place within a step of the result: number, share of the neighbour, and its side."""
        for phase in range(self.factor):
            offset = (phase + 0.5) / self.factor - 0.5
            yield phase, abs(offset), 1 if offset > 0 else -1

    def _mix(self, calls: Calls, x: np.ndarray, y: np.ndarray) -> None:
        """Emit y (channels, factor·n, rest, batch) from x (channels, n, rest, batch)."""
        beside = calls.buffer(*x.shape)
        for phase, share, side in self._phases():
            place = y[:, phase :: self.factor]
            calls(np.multiply, x, calls.constant(1 - share), place)
            calls(np.multiply, x, calls.constant(share), beside)
            for to, of in _neighbours(side):
                calls(np.add, place[:, to], beside[:, of], place[:, to])

    def _unmix(self, calls: Calls, dy: np.ndarray, dx: np.ndarray) -> None:
        """Emit the adjoint of `_mix`."""
        part = calls.buffer(*dx.shape)
        calls(dx.fill, 0.0)
        for phase, share, side in self._phases():
            place = dy[:, phase :: self.factor]
            calls(np.multiply, place, calls.constant(1 - share), part)
            calls(np.add, dx, part, dx)
            calls(np.multiply, place, calls.constant(share), part)
            for to, of in _neighbours(side):
                calls(np.add, dx[:, of], part[:, to], dx[:, of])

    def detail(self) -> str:
        return f"×{self.factor}"


def _neighbours(side: int) -> tuple[tuple[slice, slice], ...]:
    """Return which numbers lie beside which on this side; the last one of the line beside itself."""
    if side > 0:
        return (slice(None, -1), slice(1, None)), (slice(-1, None), slice(-1, None))
    return (slice(1, None), slice(None, -1)), (slice(0, 1), slice(0, 1))
