"""Sparse matrices of MATLAB: the rows and values of what is not zero, column by column.

Source: The MathWorks, MAT-File Format, R2024a, chapter 1, Sparse Array Data Element Format.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.base.npy import damaged
from nnsim.data.arrays.matlab_elements import Order, numbers
from nnsim.data.dataset import Floats


def spread_out(content: memoryview, start: int, shape: Sequence[int], order: Order, what: str) -> Floats:
    """Return a sparse matrix as one with all its zeros.

    Parameters
    ----------
    content, start
        Of the variable, and the place in it where its parts begin.
    shape
        Rows and columns; checked by who asks to be no more numbers than can be held.

    Raises
    ------
    NnsimError
        When it is damaged.
    """
    rows, columns = shape
    row_of, place = numbers(content, start, order, what)
    first, place = numbers(content, place, order, what)
    values, _ = numbers(content, place, order, what)
    if len(first) != columns + 1 or {row_of.dtype.kind, first.dtype.kind} - set("iu"):
        raise damaged(what)
    counts = first[1:].astype(np.int64) - first[:-1].astype(np.int64)
    count = int(first[-1])
    # More room may have been kept than is used.
    if first[0] != 0 or (counts < 0).any() or count > min(len(row_of), len(values)):
        raise damaged(what)
    row_of = row_of[:count].astype(np.int64)
    if count and not (row_of.min() >= 0 and row_of.max() < rows):
        raise damaged(what)
    matrix = np.zeros((rows, columns))
    matrix[row_of, np.repeat(np.arange(columns), counts)] = values[:count]
    return matrix
