"""The table of a step: every call as a row of 64-bit words that the interpreter in C understands.

The table owns references to all arrays it names: their memory lives as long as it does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnsim.compiled.draws import Draws
from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.fusing import Part, fused
from nnsim.compiled.operands import MOST_AXES, Axis, address, axes_together, item_of, joined_axes, meeting
from nnsim.compiled.row import BOTH, ONE_A, ONE_B, Row

PANEL = 32
"""Columns of b, at most, that a product lays side by side."""


@dataclass
class Table:
    """Instructions under construction.

    Attributes
    ----------
    words
        Numbers of opcodes and kernels by name, from the library.
    item
        Bytes of a number of the network.
    blas_from
        Multiplications from which a product is BLAS's.
    rows
        The instructions so far.
    kept
        All arrays that they name.
    draws
        What is drawn ahead for each step, see `nnsim.compiled.draws`.
    """

    words: Mapping[str, int]
    item: int
    blas_from: float = math.inf
    rows: list[Row] = field(default_factory=list)
    kept: list[np.ndarray] = field(default_factory=list)
    draws: Draws = field(default_factory=Draws)
    room: int = 0
    """Numbers of room that products need, of the largest type."""

    def at(self, array: np.ndarray) -> int:
        """Return the address of `array`, which stays where it is as long as the table."""
        self.kept.append(array)
        return address(array)

    def scratch(self, shape: Sequence[int], dtype: np.dtype[Any]) -> np.ndarray:
        """Return memory of the table's own."""
        return np.zeros(tuple(shape), dtype)

    def add(self, opcode: str, *words: int) -> None:
        """Append an instruction."""
        self.rows.append(Row(self.words[opcode], list(words)))

    def code(self, parts: Sequence[Part] = ()) -> tuple[np.ndarray, list[Part]]:
        """Return all instructions as one array of words, and the `parts` that they do not add up by themselves."""
        room = np.zeros(self.room)
        self.kept.append(room)
        place, product = address(room), self.words["product"]
        for row in self.rows:
            if row.opcode == product:
                row.words[13] = place
        rows, left = fused(self.rows, self.words, parts, self.item)
        return np.array([word for row in rows for word in row.encoded()], np.int64), left

    # ---- elementwise ---------------------------------------------------------------------------

    def kernel(self, name: str, dtype: np.dtype[Any]) -> int:
        """Return the number of an elementwise kernel for operands of a type."""
        full = name + {np.dtype(np.float32): "_4", np.dtype(np.float64): "_8"}.get(dtype, "_")
        if full not in self.words:
            raise NotEncodableError(f"{name} of {dtype}")
        return self.words[full]

    def map(
        self, name: str, dtype: np.dtype[Any], a: np.ndarray, b: np.ndarray | None, out: np.ndarray
    ) -> None:
        """Append out = name(a, b), number by number; a and b are spread over the shape of `out`.

        Parameters
        ----------
        dtype
            The type that tells which kernel.
        """
        inputs = [a] if b is None else [a, b]
        # A copy of what is read: of the result some numbers may be left as they were.
        inputs = [self.copied(x) if meeting(x, out) == "mixed" else x for x in inputs]
        axes = axes_together([*inputs, out])
        if not out.size:
            return
        count, steps = axes.pop() if axes else (1, (0,) * (len(inputs) + 1))
        items = [item_of(x) for x in (*inputs, out)]
        ones = [count > 1 and step == 0 for step in steps[:-1]]
        how = BOTH
        if b is not None and not all(ones):
            how = ONE_A if ones[0] else ONE_B if ones[1] else BOTH
        elif b is None and name.endswith("fill"):
            how = ONE_A
        wanted = [
            0 if (k == 0 and how == ONE_A) or (k == 1 and how == ONE_B) else item
            for k, item in enumerate(items)
        ]
        side_by_side = count == 1 or list(steps) == wanted
        places = [self.at(x) for x in inputs] + ([0] if b is None else []) + [self.at(out)]
        if b is None:
            items, steps = [items[0], 0, items[1]], (steps[0], 0, steps[1])
        head = [self.kernel(name, dtype), how, count, *places, *items, len(axes)]
        outer = self._flat(axes, 2 if b is None else 3)
        if side_by_side:
            self.add("map", *head, *outer)
        else:
            self.add("strided", *head, *steps, *outer)

    def _flat(self, axes: Sequence[Axis], arrays: int) -> list[int]:
        """Return the words of `axes`; of two arrays the second is no input of a kernel."""
        if len(axes) > MOST_AXES:
            raise NotEncodableError(f"{len(axes)} axes")
        flat: list[int] = []
        for count, strides in axes:
            flat += [count, *(strides if arrays == 3 else (strides[0], 0, strides[1]))]
        return flat

    def copy(self, source: np.ndarray, out: np.ndarray) -> None:
        """Append out = source, from one type into the other where they differ."""
        if meeting(source, out) == "same":
            return
        if source.dtype == out.dtype:
            single = source.size == 1 and out.size > 1
            self.map(
                "fill" if single else "copy", out.dtype, source, None, out
            ) if out.dtype != np.bool_ else self.map(
                "bytes_fill" if single else "bytes_copy", out.dtype, source, None, out
            )
            return
        pair = source.dtype.char + out.dtype.char
        casts = {
            "df": ("narrow", None),
            "fd": ("widen", None),
            "?f": ("from_bytes", out.dtype),
            "?d": ("from_bytes", out.dtype),
        }
        casts |= {"fl": ("to_index", source.dtype), "dl": ("to_index", source.dtype)}
        if pair not in casts:
            raise NotEncodableError(f"{source.dtype} as {out.dtype}")
        name, kind = casts[pair]
        spread = np.broadcast_to(source, out.shape)
        self.map(name, kind or np.dtype(np.bool_), spread, None, out)

    def as_type(self, array: np.ndarray, dtype: np.dtype[Any]) -> np.ndarray:
        """Return `array` in another type, copied where it is not of it."""
        if array.dtype == dtype:
            return array
        out = self.scratch(array.shape, dtype)
        self.copy(array, out)
        return out

    def copied(self, array: np.ndarray) -> np.ndarray:
        """Return a copy of `array`, made anew in every step."""
        out = self.scratch(array.shape, array.dtype)
        self.copy(array, out)
        return out

    def contiguous(self, array: np.ndarray) -> np.ndarray:
        """Return `array` with its numbers side by side, copied where they are not."""
        return array if array.flags.c_contiguous else self.copied(array)

    # ---- reductions ----------------------------------------------------------------------------

    def reduce(self, name: str, a: np.ndarray, axes: Sequence[int], out: np.ndarray) -> None:
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
        kept = self._axes_of(a, out, [axis for axis in order if axis not in axes])
        over = self._axes_of(a, out, [axis for axis in order if axis in axes], reduced=True)
        if not over:
            self.copy(a.reshape(out.shape), out)
        elif over[-1][1][0] == item:
            count, _ = over.pop()
            self._reduction("reduce_across", [int(name == "maximum"), item, count], a, out, kept, over)
        elif kept and kept[-1][1] == (item, item):
            count, _ = kept.pop()
            self._reduction(
                "reduce_rows", [self.kernel(name, a.dtype), count * item, count], a, out, kept, over
            )
        elif not a.flags.c_contiguous:
            self.reduce(name, self.contiguous(a), axes, out)
        else:
            result = self.scratch(out.shape, out.dtype)
            self.reduce(name, a, axes, result)
            self.copy(result, out)

    @staticmethod
    def _axes_of(a: np.ndarray, out: np.ndarray, which: Sequence[int], reduced: bool = False) -> list[Axis]:
        strides = [0] * out.ndim if reduced else out.strides
        return joined_axes(
            [a.shape[k] for k in which], [[a.strides[k] for k in which], [strides[k] for k in which]]
        )

    def _reduction(
        self,
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
        self.add(opcode, *head, self.at(a), self.at(out), len(kept), len(over), *flat)

    # ---- pooling -------------------------------------------------------------------------------

    def pool(self, opcode: str, tiles: np.ndarray, pooled: np.ndarray, which: np.ndarray) -> None:
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
            whole = self.contiguous(tiles)
        elif opcode == "unpool" and tiles.strides[-1] != item:
            whole = self.scratch(tiles.shape, tiles.dtype)
        pooled = self.contiguous(pooled)
        one = whole[(0,) * places]
        axes = joined_axes(one.shape, [one.strides, pooled.strides, which.strides])
        count = axes.pop()[0] if axes and axes[-1][1] == (item,) * 3 else 1
        offsets = [
            sum(k * stride for k, stride in zip(place, whole.strides, strict=False))
            for place in np.ndindex(whole.shape[:places])
        ]
        heads = self.at(one), self.at(pooled), self.at(which)
        self.add(opcode, item, count, len(offsets), *heads, len(axes), *offsets, *self._flat(axes, 3))
        self.kept.append(whole)
        if opcode == "unpool" and whole is not tiles:
            self.copy(whole, tiles)

    # ---- products ------------------------------------------------------------------------------

    def product(self, a: np.ndarray, b: np.ndarray, out: np.ndarray) -> None:
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
            self.product(b.swapaxes(-1, -2), a.swapaxes(-1, -2), out.swapaxes(-1, -2))
            return
        if sideways or any(meeting(x, out) != "apart" for x in (a, b)) or not _rows_apart(out, item):
            result = self.scratch(out.shape, out.dtype)
            self.product(a, b, result)
            self.copy(result, out)
            return
        if any(stride % item for x in (a, b, out) for stride in x.strides):
            raise NotEncodableError("numbers that are not aligned")
        lead = out.shape[:-2]
        spread = [np.broadcast_to(x, (*lead, *x.shape[-2:])).strides[:-2] for x in (a, b, out)]
        axes = joined_axes(lead, spread)
        lays = [_lay(x, item) for x in (a, b)]
        blas = m * n * k >= self.blas_from and None not in lays
        self.room = max(self.room, k * PANEL)
        strides = [x.strides[axis] // item for x in (a, b) for axis in (-2, -1)]
        (ta, lda), (tb, ldb) = (lay or (0, 0) for lay in lays)
        self.add(
            "product", item, int(blas), m, n, k, self.at(a), *strides[:2], self.at(b), *strides[2:],
            self.at(out), max(out.strides[-2] // item, n), 0, ta, lda, tb, ldb, len(axes), *self._flat(axes, 3),
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
