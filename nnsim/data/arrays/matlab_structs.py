"""Structs of MATLAB: their fields as arrays of their own, called struct.field, and those of structs within them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from numpy.typing import NDArray

from nnsim.base.npy import damaged
from nnsim.data.arrays.matlab import (
    MATRIX,
    MOST_BYTES,
    STRUCT,
    Variable,
    array_in,
    content_of,
    described,
)
from nnsim.data.arrays.matlab_elements import Order, element

_DEEPEST = 4
_MOST_FIELDS = 1_000


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a struct: what the file says of it, and where its content stands."""

    variable: Variable
    """Its name is that of the struct, a point, and its own."""
    content: memoryview

    def values(self, order: Order, what: str) -> NDArray[Any]:
        """Return its values; raises NnsimError when it is damaged."""
        return array_in(self.content, self.variable, order, what)


def fields_of(file: BinaryIO, variable: Variable, order: Order, what: str) -> Iterator[Field]:
    """Yield the fields of a variable of an open file; none where it is no single struct, or too large.

    Raises
    ------
    NnsimError
        When it is damaged.
    """
    if variable.kind != STRUCT or math.prod(variable.shape) != 1 or variable.size > MOST_BYTES:
        return
    content = memoryview(content_of(file, variable, what))
    yield from _fields(content, variable, order, what, 1)


def _fields(content: memoryview, struct: Variable, order: Order, what: str, depth: int) -> Iterator[Field]:
    (_, length), place = element(content, struct.start, order, what)
    (_, names), place = element(content, place, order, what)
    width = int.from_bytes(length, "little" if order == "<" else "big")
    if not 0 < width <= len(names) or len(names) % width or len(names) // width > _MOST_FIELDS:
        if len(names):
            raise damaged(what)
        return
    for at in range(0, len(names), width):
        own = bytes(names[at : at + width]).split(b"\0")[0].decode("latin-1")
        (kind, data), place = element(content, place, order, what)
        if kind != MATRIX:
            raise damaged(what)
        if not len(data):
            continue
        _, shape, of, flags, start = described(data, order, what)
        name = f"{struct.name}.{own}"
        inner = Variable(name, shape, of, flags, 0, len(data), False, len(data), start)
        if of == STRUCT and math.prod(shape) == 1 and depth < _DEEPEST:
            yield from _fields(data, inner, order, what, depth + 1)
        else:
            yield Field(inner, data)
