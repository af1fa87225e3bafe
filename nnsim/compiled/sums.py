"""Sums over axes, and the greatest: what becomes of their shapes and strides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.operands import MOST_AXES, Axis, item_of, joined_axes, meeting
from nnsim.compiled.table import Table


def reduce(table: Table, name: str, a: np.ndarray, axes: Sequence[int], out: np.ndarray) -> None:
    """Append out = the sum or the greatest of `a` over `axes`; `out` has those axes with one number, or not at all."""
    if meeting(a, out) != "apart" or a.size == 0:
        raise NotEncodableError("a sum into itself")
    axes = sorted(axis % a.ndim for axis in axes)
    kept_shape = [n for axis, n in enumerate(a.shape) if axis not in axes]
    lone_shape = [1 if axis in axes else n for axis, n in enumerate(a.shape)]
    if list(out.shape) not in (kept_shape, lone_shape):
        raise NotEncodableError("a sum into another shape")
    if out.ndim != a.ndim:
        out = np.expand_dims(out, tuple(axes)) if axes else out
    item = item_of(a)
    order = sorted(range(a.ndim), key=lambda axis: -abs(a.strides[axis]))
    kept = _axes_of(a, out, [axis for axis in order if axis not in axes])
    over = _axes_of(a, out, [axis for axis in order if axis in axes], reduced=True)
    if not over:
        table.copy(a.reshape(out.shape, copy=False), out)
    elif over[-1][1][0] == item:
        count, _ = over.pop()
        _reduction(table, "reduce_across", [int(name == "maximum"), item, count], a, out, kept, over)
    elif kept and kept[-1][1] == (item, item):
        count, _ = kept.pop()
        _reduction(
            table, "reduce_rows", [table.kernel(name, a.dtype), count * item, count], a, out, kept, over
        )
    elif not a.flags.c_contiguous:
        reduce(table, name, table.contiguous(a), axes, out)
    else:
        result = table.scratch(out.shape, out.dtype)
        reduce(table, name, a, axes, result)
        table.copy(result, out)


def _axes_of(a: np.ndarray, out: np.ndarray, which: Sequence[int], reduced: bool = False) -> list[Axis]:
    strides = [0] * out.ndim if reduced else out.strides
    return joined_axes(
        [a.shape[k] for k in which], [[a.strides[k] for k in which], [strides[k] for k in which]]
    )


def _reduction(
    table: Table,
    opcode: str,
    head: Sequence[int],
    a: np.ndarray,
    out: np.ndarray,
    kept: Sequence[Axis],
    over: Sequence[Axis],
) -> None:
    if max(len(kept), len(over)) > MOST_AXES:
        raise NotEncodableError("many axes")
    flat = [word for count, strides in (*kept, *over) for word in (count, *strides)]
    table.add(opcode, *head, table.at(a), table.at(out), len(kept), len(over), *flat)
