"""Products of matrices: who does them, BLAS or our own kernel, and how each reads its operands."""

from __future__ import annotations

import numpy as np

from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.operands import item_of, joined_axes, meeting
from nnsim.compiled.table import Table

PANEL = 32
"""Columns of b, at most, that a product lays side by side."""


def product(table: Table, a: np.ndarray, b: np.ndarray, out: np.ndarray) -> None:
    """Append out = a · b for matrices (…, M, K), (…, K, N) and (…, M, N), whose leading axes are spread."""
    if not a.dtype == b.dtype == out.dtype or out.dtype == np.bool_:
        raise NotEncodableError("a product of several types")
    item = item_of(out)
    (m, n), k = out.shape[-2:], a.shape[-1]
    if a.shape[-2] != m or b.shape[-2:] != (k, n):
        raise NotEncodableError("a product of shapes that do not fit")
    if not out.size:
        return
    sideways = n > 1 and out.strides[-1] != item
    if sideways and out.strides[-2] == item:
        product(table, b.swapaxes(-1, -2), a.swapaxes(-1, -2), out.swapaxes(-1, -2))
        return
    if sideways or any(meeting(x, out) != "apart" for x in (a, b)) or not _rows_apart(out, item):
        result = table.scratch(out.shape, out.dtype)
        product(table, a, b, result)
        table.copy(result, out)
        return
    if any(stride % item for x in (a, b, out) for stride in x.strides):
        raise NotEncodableError("numbers that are not aligned")
    lead = out.shape[:-2]
    spread = [np.broadcast_to(x, (*lead, *x.shape[-2:])).strides[:-2] for x in (a, b, out)]
    axes = joined_axes(lead, spread)
    lays = [_lay(x, item) for x in (a, b)]
    blas = m * n * k >= table.blas_from and None not in lays
    table.room = max(table.room, k * PANEL)
    strides = [x.strides[axis] // item for x in (a, b) for axis in (-2, -1)]
    (ta, lda), (tb, ldb) = (lay or (0, 0) for lay in lays)
    table.add(
        "product", item, int(blas), m, n, k, table.at(a), *strides[:2], table.at(b), *strides[2:],
        table.at(out), max(out.strides[-2] // item, n), 0, ta, lda, tb, ldb, len(axes), *table.flat(axes, 3),
    )  # fmt: skip


def _rows_apart(out: np.ndarray, item: int) -> bool:
    m, n = out.shape[-2:]
    return bool(m == 1 or out.strides[-2] >= n * item)


def _lay(x: np.ndarray, item: int) -> tuple[int, int] | None:
    """Return whether BLAS reads a matrix transposed, and the distance of its rows; None when it cannot read it."""
    (rows, columns), (down, along) = x.shape[-2:], x.strides[-2:]
    if (along == item or columns == 1) and (down >= columns * item or rows == 1):
        return 0, max(down // item, columns, 1) if rows > 1 else max(columns, 1)
    if (down == item or rows == 1) and (along >= rows * item or columns == 1):
        return 1, max(along // item, rows, 1) if columns > 1 else max(rows, 1)
    return None
