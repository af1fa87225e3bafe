"""Patches: what a kernel sees at each of its places, as one matrix (im2col), and the way back.

Convolutions of every kind are three things: gather the patches, multiply, scatter. Arrays have the
shape (*channels, *lengths, batch): one length for a sequence, two for an image, and channels as one
axis or dealt to groups as two.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnsim.engine.calls import Calls

BLOCK_WORK = 1_000_000
"""Multiplications in one block of a product: up to here BLAS takes its short way, which packs nothing."""
NARROWEST_BLOCK = 256
"""Columns of a block below which more is lost in calls and sums of parts than is won."""


@dataclass(frozen=True)
class Axis:
    """How a kernel slides along one axis: over `before` zeros, `length` numbers and `after` zeros."""

    length: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def reach(self) -> int:
        """Numbers from the first to the last the kernel touches at one place."""
        return (self.kernel - 1) * self.dilation + 1

    @property
    def places(self) -> int:
        """Number of places the kernel takes; below 1 when it does not fit."""
        return (self.before + self.length + self.after - self.reach) // self.stride + 1

    def hits(self, tap: int) -> tuple[slice, slice]:
        """Return at which places number `tap` of the kernel meets no padding, and what it meets there."""
        shift = tap * self.dilation - self.before
        first = max(0, -(shift // self.stride))
        last = min(self.places, (self.length - 1 - shift) // self.stride + 1)
        if last <= first:
            return slice(0, 0), slice(0, 0)
        start = first * self.stride + shift
        return slice(first, last), slice(start, start + (last - first - 1) * self.stride + 1, self.stride)


def windows(source: np.ndarray, axes: Sequence[Axis], at: int = 1) -> np.ndarray:
    """Return every patch as a view: the axes from `at` on become *kernels and *places.

    The source must hold the padding already.
    """
    behind = at + len(axes)
    strides = source.strides[at:behind]
    return as_strided(
        source,
        (
            *source.shape[:at],
            *(a.kernel for a in axes),
            *(a.places for a in axes),
            *source.shape[behind:],
        ),
        (
            *source.strides[:at],
            *(s * a.dilation for s, a in zip(strides, axes, strict=True)),
            *(s * a.stride for s, a in zip(strides, axes, strict=True)),
            *source.strides[behind:],
        ),
    )


def gather(calls: Calls, source: np.ndarray, axes: Sequence[Axis], patches: np.ndarray) -> None:
    """Emit patches (*channels, *kernels, *places, batch) = what the kernel sees of `source`."""
    at = source.ndim - 1 - len(axes)
    if any(a.before or a.after for a in axes) or source.strides[-1] != source.itemsize:
        lengths = (a.before + a.length + a.after for a in axes)
        padded = calls.buffer(*source.shape[:at], *lengths, source.shape[-1])
        inside = tuple(slice(a.before, a.before + a.length) for a in axes)
        calls(np.copyto, padded[_within(inside)], source)
        source = padded
    calls(np.copyto, patches, windows(source, axes, at))


def scatter(
    calls: Calls,
    patches: np.ndarray,
    axes: Sequence[Axis],
    target: np.ndarray,
    start: np.ndarray | None = None,
) -> None:
    """Emit target = `start` (or 0) + every patch added where it was gathered: the adjoint of `gather`."""
    pieces = list(_pieces(axes))
    everything = tuple(slice(0, a.length, 1) for a in axes)
    whole = next((piece for piece in pieces if piece[1] == everything), None)
    if start is not None:
        calls(np.copyto, target, start)
    elif whole is None:
        calls(target.fill, 0.0)
    else:
        # A tap that reaches all of the target makes clearing it unnecessary.
        pieces.remove(whole)
        calls(np.copyto, target, patches[_within(whole[0])])
    for taken, met in pieces:
        place = target[_within(met)]
        calls(np.add, place, patches[_within(taken)], place)


def _pieces(axes: Sequence[Axis]) -> Iterator[tuple[tuple[int | slice, ...], tuple[slice, ...]]]:
    """Yield for each tap of the kernel where it stands among the patches, and what it meets."""
    for taps in itertools.product(*(range(a.kernel) for a in axes)):
        hits = [a.hits(tap) for a, tap in zip(axes, taps, strict=True)]
        if all(met.stop for _, met in hits):
            yield (*taps, *(places for places, _ in hits)), tuple(met for _, met in hits)


def _within(lengths: tuple[int | slice, ...]) -> tuple[Any, ...]:
    """Return the index of all channels, these lengths, and the whole batch."""
    return (..., *lengths, slice(None))


def add_up(calls: Calls, parts: Iterable[np.ndarray], total: np.ndarray) -> None:
    """Emit total = the sum of all parts, in a quarter of the time `np.add.reduce` takes over strided tiles."""
    first, *others = parts
    calls(np.copyto, total, first)
    for part in others:
        calls(np.add, total, part, total)


def contiguous(calls: Calls, source: np.ndarray) -> np.ndarray:
    """Return `source` where it is contiguous, else a buffer that the calls fill with it."""
    if source.flags.c_contiguous:
        return source
    buffer = calls.buffer(*source.shape)
    calls(np.copyto, buffer, source)
    return buffer


def blocks(rows: int, inner: int, columns: int) -> int:
    """Return into how many equal blocks to cut `columns` for a product of rows × inner × columns.

    Thin and very long products run at a fraction of the speed of the same work in blocks (measured
    with OpenBLAS: 0.22 of it for 10 × 25,088 × 8). One block when none of fitting size divides.
    """
    for count in range(math.ceil(rows * inner * columns / BLOCK_WORK), columns // NARROWEST_BLOCK + 1):
        if count and columns % count == 0:
            return count
    return 1


def _cut(matrix: np.ndarray, count: int) -> np.ndarray:
    """Return (groups, rows, columns) as (groups, count, rows, columns / count), a view."""
    groups, rows, columns = matrix.shape
    return matrix.reshape(groups, rows, count, columns // count).swapaxes(1, 2)


def multiply(calls: Calls, weights: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
    """Emit y = weights · x for each group, with long columns cut into blocks.

    Shapes: weights (groups, m, k), x (groups, k, columns), y (groups, m, columns), x and y contiguous.
    """
    if weights.shape[2] == 1:
        # One filter a group (depthwise): nothing to sum, and BLAS is slow at it.
        calls(np.multiply, weights, x, y)
        return
    count = blocks(weights.shape[1], weights.shape[2], x.shape[2])
    calls(np.matmul, weights[:, None], _cut(x, count), _cut(y, count))


def multiply_transposed(calls: Calls, x: np.ndarray, y: np.ndarray, product: np.ndarray) -> None:
    """Emit product = x · yᵀ for each group, summed over blocks of columns.

    Shapes: x (groups, k, columns), y (groups, m, columns), both contiguous, product (groups, k, m).
    """
    count = blocks(x.shape[1], y.shape[1], x.shape[2])
    if count == 1:
        calls(np.matmul, x, y.swapaxes(1, 2), product)
        return
    partial = calls.buffer(product.shape[0], count, *product.shape[1:])
    calls(np.matmul, _cut(x, count), _cut(y, count).swapaxes(2, 3), partial)
    calls(np.add.reduce, partial, axis=1, out=product)
