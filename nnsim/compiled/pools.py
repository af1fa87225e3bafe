"""Max pooling and its way back: one loop each."""

from __future__ import annotations

import numpy as np

from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.operands import item_of, joined_axes, meeting
from nnsim.compiled.table import Table


def pool(table: Table, opcode: str, tiles: np.ndarray, pooled: np.ndarray, which: np.ndarray) -> None:
    """Append ``pool`` or ``unpool``: between (*tile, *pooled) and (*pooled), which was the greatest in (*pooled)."""
    item, places = item_of(pooled), tiles.ndim - pooled.ndim
    if not tiles.dtype == pooled.dtype == which.dtype or meeting(tiles, pooled) != "apart":
        raise NotEncodableError("tiles of such arrays")
    if places < 1 or not tiles.shape[places:] == pooled.shape == which.shape or not tiles.size:
        raise NotEncodableError("tiles of other shapes")
    if meeting(which, tiles) != "apart" or meeting(which, pooled) != "apart":
        raise NotEncodableError("tiles that are written while they are read")
    whole = tiles
    if opcode == "pool" and tiles.strides[-1] != item:
        whole = table.contiguous(tiles)
    elif opcode == "unpool" and tiles.strides[-1] != item:
        whole = table.scratch(tiles.shape, tiles.dtype)
    given = pooled
    if opcode == "unpool":
        pooled = table.contiguous(given)
    elif not given.flags.c_contiguous:
        pooled = table.scratch(given.shape, given.dtype)
    one = whole[(0,) * places]
    axes = joined_axes(one.shape, [one.strides, pooled.strides, which.strides])
    count = axes.pop()[0] if axes and axes[-1][1] == (item,) * 3 else 1
    offsets = [
        sum(k * stride for k, stride in zip(place, whole.strides, strict=False))
        for place in np.ndindex(whole.shape[:places])
    ]
    heads = table.at(one), table.at(pooled), table.at(which)
    table.add(opcode, item, count, len(offsets), *heads, len(axes), *offsets, *table.flat(axes, 3))
    if opcode == "unpool" and whole is not tiles:
        table.copy(whole, tiles)
    elif opcode == "pool" and pooled is not given:
        table.copy(pooled, given)
