"""The elements that a MAT-file is made of: each a tag with type and length, and its content.

Source: The MathWorks, MAT-File Format, R2024a, chapter 1.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.npy import damaged

_NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}

Order = Literal["<", ">"]


def element(data: memoryview, place: int, order: Order, what: str) -> tuple[tuple[int, memoryview], int]:
    """Return type and content of the element at `place`, and the place behind it."""
    kind, length = two(data[place : place + 8], order, what)
    if kind >> 16:  # a small one: both stand in four bytes, the content in the other four
        kind, length = kind & 0xFFFF, kind >> 16
        if length > 4:
            raise damaged(what)
        return (kind, data[place + 4 : place + 4 + length]), place + 8
    start = place + 8
    if length > len(data) - start:
        raise damaged(what)
    return (kind, data[start : start + length]), start + length + (-length % 8)


def two(tag: bytes | memoryview, order: Order, what: str) -> tuple[int, int]:
    """Return the two numbers of a tag."""
    if len(tag) != 8:
        raise damaged(what)
    endian: Literal["little", "big"] = "little" if order == "<" else "big"
    return int.from_bytes(tag[:4], endian), int.from_bytes(tag[4:], endian)


def numbers(content: memoryview, place: int, order: Order, what: str) -> tuple[NDArray[Any], int]:
    """Return the numbers of an element, in the byte order of this machine, and the place behind it."""
    (kind, data), place = element(content, place, order, what)
    if kind not in _NUMBERS or len(data) % np.dtype(_NUMBERS[kind]).itemsize:
        raise damaged(what)
    stored = np.frombuffer(data, order + _NUMBERS[kind])
    return stored.astype(stored.dtype.newbyteorder("="), copy=False), place
