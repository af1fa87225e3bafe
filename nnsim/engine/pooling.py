"""What pooling over sequences and over images has in common."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.emitter import Emitter, Field
from nnsim.engine.layer import Layer
from nnsim.engine.patches import Axis, add_up, windows
from nnsim.engine.shape import Shape, shape_words


class Pooling(Layer):
    """One number for every tile of a sequence or an image; what fills no tile is left out."""

    category = "convolution"
    main_setting = "size"

    space: ClassVar[int]
    """Number of axes a tile extends along: 1 (time) or 2 (height, width)."""
    size: int

    @property
    def tile(self) -> int:
        """Return how many numbers a tile has."""
        return int(self.size**self.space)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        shape = inputs[0]
        if len(shape) != self.space + 1:
            sentence = (
                tr("{title} takes a sequence (time, features), got {shape}.")
                if self.space == 1
                else tr("{title} takes an image (channels, height, width), got {shape}.")
            )
            raise NnsimError(sentence.format(title=tr(self.title), shape=shape_words(shape)))
        if self.space == 1:
            if shape[0] < self.size:
                raise NnsimError(
                    tr("The tile ({size}) is longer than the sequence ({time}). Make it smaller.").format(
                        size=self.size, time=shape[0]
                    )
                )
            return (shape[0] // self.size, shape[1])
        channels, height, width = shape
        if min(height, width) < self.size:
            raise NnsimError(
                tr(
                    "The tile ({size}) is larger than the image ({height} × {width}). Make it smaller."
                ).format(size=self.size, height=height, width=width)
            )
        return (channels, height // self.size, width // self.size)

    def tiles(self, field: Field) -> np.ndarray:
        """Return a view of the tiles: (size, time′, features, batch), or (size, size, channels, rows, columns, batch)."""
        if self.space == 1:
            return windows(field.data, [Axis(field.shape[0], self.size, self.size)], at=0)
        axes = [Axis(n, self.size, self.size) for n in field.shape[1:]]
        return np.moveaxis(windows(field.data, axes), (1, 2), (0, 1))

    def clear_rest(self, e: Emitter, field: Field) -> None:
        """Emit zeros as the gradient of what fills no tile."""
        if any(n % self.size for n in (field.shape[:1] if self.space == 1 else field.shape[1:])):
            e.backward(field.data.fill, 0.0)

    def detail(self) -> str:
        return "×".join([str(self.size)] * self.space)


class MaxPooling(Pooling):
    """The greatest number of every tile; of equal ones the first gets the gradient, as in PyTorch."""

    def working_size(self, inputs: Sequence[Shape]) -> int:
        return self.tile * math.prod(self.output_shape(inputs))

    def emit(self, e: Emitter) -> None:
        y, dx = e.output.data, e.input_gradients[0]
        seen = self.tiles(e.inputs[0])
        numbers = e.forward.buffer(self.tile, *y.shape)
        e.forward(pool_greatest, seen, numbers.reshape(seen.shape), numbers, y)
        if not e.learns or dx is None:
            return
        self.clear_rest(e, dx)
        won = e.backward.buffer(*numbers.shape, dtype=np.bool_)
        taken = e.backward.buffer(*y.shape, dtype=np.bool_)
        views = won.reshape(seen.shape), *won
        e.backward(unpool_greatest, numbers, y, e.incoming.data, self.tiles(dx), won, taken, *views)


# Views are arguments too: one made in every call costs several microseconds among large arrays.
def pool_greatest(tiles: np.ndarray, laid_out: np.ndarray, numbers: np.ndarray, y: np.ndarray) -> None:
    """Write the greatest number of every tile; what is no number is the greatest.

    Parameters
    ----------
    tiles
        What is pooled, (*tile, *pooled): one or two axes are the places within a tile; any strides.
    laid_out, numbers
        Where `tiles` are copied, for `unpool_greatest` alone: (*tile, *pooled) and, the same numbers,
        (places, *pooled), contiguous.
    y
        (*pooled), written.
    """
    # Laid out tile place by tile place, all later calls run over contiguous numbers: 1.3 times as fast.
    np.copyto(laid_out, tiles)
    np.maximum.reduce(numbers, axis=0, out=y)


def unpool_greatest(
    numbers: np.ndarray,
    y: np.ndarray,
    dy: np.ndarray,
    dx: np.ndarray,
    won: np.ndarray,
    taken: np.ndarray,
    won_in_tiles: np.ndarray,
    first: np.ndarray,
    *others: np.ndarray,
) -> None:
    """Give ∂L/∂y to the number of each tile that was the greatest, of equal ones to the first; 0·dy to others.

    Where a tile holds what is no number, nobody won.

    Parameters
    ----------
    numbers, y
        (places, *pooled) and (*pooled), as `pool_greatest` left them; read only.
    dy
        ∂L/∂y, (*pooled), read only.
    dx
        ∂L/∂tiles is written here, (*tile, *pooled), any strides.
    won, taken
        Room to work in, bool: (places, *pooled) and (*pooled), contiguous.
    won_in_tiles, first, *others
        Views of `won`: as (*tile, *pooled), and one place after another, (*pooled) each.
    """
    np.equal(numbers, y, won)
    np.copyto(taken, first)
    for later in others:
        np.greater(later, taken, later)
        np.logical_or(taken, later, taken)
    np.multiply(won_in_tiles, dy, dx)


class AveragePooling(Pooling):
    """The mean of every tile."""

    is_affine = True

    def emit(self, e: Emitter) -> None:
        y, dx = e.output.data, e.input_gradients[0]
        share = e.forward.constant(1 / self.tile)
        seen = self.tiles(e.inputs[0])
        add_up(e.forward, (seen[place] for place in np.ndindex(seen.shape[: self.space])), y)
        e.forward(np.multiply, y, share, y)
        if not e.learns or dx is None:
            return
        self.clear_rest(e, dx)
        shares = e.backward.buffer(*y.shape)
        e.backward(np.multiply, e.incoming.data, share, shares)
        e.backward(np.copyto, self.tiles(dx), shares)


def global_shape(title: str, shape: Shape) -> Shape:
    """Return the shape that is left when every channel of an image or feature of a sequence gives one number.

    Raises NnsimError for what is neither (channels, height, width) nor (time, features).
    """
    if len(shape) == 2:
        return shape[1:]
    if len(shape) == 3:
        return shape[:1]
    raise NnsimError(
        tr(
            "{title} takes an image (channels, height, width) or a sequence (time, features), got {shape}."
        ).format(title=tr(title), shape=shape_words(shape))
    )


def global_axes(shape: Shape) -> tuple[int, ...]:
    """Return the axes of (*shape, batch) that global pooling takes together: time, or height and width."""
    return (0,) if len(shape) == 2 else (1, 2)
