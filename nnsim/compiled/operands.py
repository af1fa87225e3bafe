"""Arrays as a table sees them: addresses, axes and what overlaps what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from nnsim.compiled.encodable import NotEncodableError

TYPES = {
    np.dtype(np.float32): 4,
    np.dtype(np.float64): 8,
    np.dtype(np.bool_): 1,
    np.dtype(np.int64): 8,
    np.dtype(np.uint8): 1,
}
"""What numbers may be, and their bytes."""
MOST_AXES = 8
"""As in walk.c."""

Axis = tuple[int, tuple[int, ...]]
"""A count, and for each array the bytes from one to the next."""


def address(array: np.ndarray) -> int:
    """Return where the first number of `array` lies.

    Raises
    ------
    NotEncodableError
        When its numbers are of another type, not where such numbers lie, or not all inside the memory it is a view of.
    """
    item_of(array)
    if not array.flags.aligned:
        raise NotEncodableError("numbers that are not aligned")
    if array.size and array.base is not None:
        (first, last), (least, most) = _bounds(array), _bounds(_owner(array))
        if not least <= first <= last <= most:
            raise NotEncodableError("a view beyond its memory")
    return int(array.__array_interface__["data"][0])


def item_of(array: np.ndarray) -> int:
    """Return the bytes of a number of `array`; raises NotEncodableError when it is of no type there are words for."""
    item = TYPES.get(array.dtype)
    if item is None:
        raise NotEncodableError(f"numbers of type {array.dtype}")
    return item


def _owner(array: np.ndarray) -> np.ndarray:
    """Return the array whose memory `array` is a view of, if only through `as_strided`, which puts another object between."""
    owner, base = array, array.base
    while base is not None:
        if isinstance(base, np.ndarray):
            owner = base
        base = getattr(base, "base", None)
    return owner


def _bounds(array: np.ndarray) -> tuple[int, int]:
    """Return where the memory of `array` begins and ends."""
    if array.flags.c_contiguous:
        start = int(array.__array_interface__["data"][0])
        return start, start + array.nbytes
    return np.lib.array_utils.byte_bounds(array)


def meeting(a: np.ndarray, b: np.ndarray) -> Literal["apart", "same", "mixed"]:
    """Return whether `a`, spread over the shape of `b`, is the same numbers as `b`, shares some, or none."""
    if not np.may_share_memory(a, b):
        return "apart"
    same = a.shape == b.shape and a.strides == b.strides
    if same and a.__array_interface__["data"][0] == b.__array_interface__["data"][0]:
        return "same"
    return "mixed" if np.shares_memory(a, b) else "apart"


def joined_axes(shape: Sequence[int], strides: Sequence[Sequence[int]]) -> list[Axis]:
    """Return the axes of arrays of one shape, those with one number left out, neighbours joined where all arrays allow it."""
    joined: list[Axis] = []
    for axis, count in enumerate(shape):
        if count == 1:
            continue
        here = tuple(of[axis] for of in strides)
        if joined and all(outer == count * inner for outer, inner in zip(joined[-1][1], here, strict=True)):
            joined[-1] = (joined[-1][0] * count, here)
        else:
            joined.append((count, here))
    return joined


def axes_together(arrays: Sequence[np.ndarray]) -> list[Axis]:
    """Return how to go over `arrays` side by side, spread over the shape of the last, which changes fastest last."""
    shape = arrays[-1].shape
    order = sorted(range(len(shape)), key=lambda axis: -abs(arrays[-1].strides[axis]))
    spread = [a.strides if a.shape == shape else np.broadcast_to(a, shape).strides for a in arrays]
    ordered = [[of[axis] for axis in order] for of in spread]
    return joined_axes([shape[axis] for axis in order], ordered)
