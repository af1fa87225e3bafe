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
from nnsim.compiled.operands import MOST_AXES, Axis, address, axes_together, item_of, meeting
from nnsim.compiled.row import BOTH, ONE_A, ONE_B, Row
from nnsim.engine.memory import zeros


@dataclass
class Table:
    """Instructions under construction: what is elementwise stands here, the rest in `products`, `sums` and `pools`.

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
        return zeros(shape, dtype)

    def add(self, opcode: str, *words: int) -> None:
        """Append an instruction."""
        self.rows.append(Row(self.words[opcode], list(words)))

    def code(self, parts: Sequence[Part] = ()) -> tuple[np.ndarray, list[Part]]:
        """Return all instructions as one array of words, and the `parts` that they do not add up by themselves."""
        room = zeros([self.room], np.float64)
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
        outer = self.flat(axes, 2 if b is None else 3)
        if side_by_side:
            self.add("map", *head, *outer)
        else:
            self.add("strided", *head, *steps, *outer)

    def flat(self, axes: Sequence[Axis], arrays: int) -> list[int]:
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
            name = "fill" if source.size == 1 and out.size > 1 else "copy"
            self.map(name if out.dtype != np.bool_ else "bytes_" + name, out.dtype, source, None, out)
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
