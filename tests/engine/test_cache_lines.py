"""Memory that shares no line of the cache."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.engine.memory import LINE, zeros


def lines(array: np.ndarray) -> set[int]:
    first = array.ctypes.data
    return set(range(first // LINE, (first + array.nbytes - 1) // LINE + 1))


@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 5), (1000,)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, bool, np.int64])
def test_they_are_zeros_of_a_shape_and_a_type(shape: tuple[int, ...], dtype: type) -> None:
    made = zeros(shape, dtype)
    assert made.shape == shape
    assert made.dtype == dtype
    assert not made.any()
    assert made.flags.c_contiguous
    assert made.flags.writeable


def test_no_two_share_a_line_and_each_begins_one() -> None:
    made = [zeros((size,), np.float32) for size in (1, 7, 1, 31, 32, 33, 200) for _ in range(20)]
    assert all(array.ctypes.data % LINE == 0 for array in made)
    assert len(set.union(*map(lines, made))) == sum(len(lines(array)) for array in made)


def test_the_rest_of_the_last_line_is_nobodys() -> None:
    """What NumPy puts beside it begins beyond."""
    made = zeros((1,), np.float32)
    view = made.base.base  # type: ignore[union-attr]
    assert isinstance(view, memoryview)
    memory = np.asarray(view.obj)
    assert made.ctypes.data + LINE <= memory.ctypes.data + memory.nbytes
