"""MAT-files of MATLAB, version 5: read by code of our own, with limits.

SciPy's reader makes arrays as large as a header says; here everything it promises is checked before
anything is made, and of what is packed only as much is unpacked as was promised.

Source: The MathWorks, MAT-File Format, R2024a, chapter 1.
"""

from __future__ import annotations

import math
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnsim.base.archive import NUMPY_FILE
from nnsim.base.errors import NnsimError
from nnsim.base.npy import damaged
from nnsim.base.text import mark, tr
from nnsim.data.arrays.matlab_elements import Order, element, numbers, two
from nnsim.data.arrays.matlab_sparse import spread_out

HEADER = 128
MATRIX, _COMPRESSED = 14, 15
STRUCT = 2
_CHARACTERS = {1: "latin-1", 2: "latin-1", 4: "utf-16", 16: "utf-8", 17: "utf-16", 18: "utf-32"}
"""How texts are stored, by the type of an element."""
_CELL, _CHAR, _SPARSE = 1, 4, 5
_CLASSES = {6: "f8", 7: "f4", 8: "i1", 9: "u1", 10: "i2", 11: "u2", 12: "i4", 13: "u4", 14: "i8", 15: "u8"}
_OTHERS = {
    STRUCT: mark("a struct. Save its fields as arrays of their own: save file.mat -struct name"),
    3: mark("an object. Save its numbers as an array of their own."),
    16: mark("a function. Save its values as an array."),
    17: mark(
        "an object such as a table or a string array. Save its numbers as arrays (table2array), its texts by cellstr."
    ),
}
"""What a variable is that cannot be read, marked for translation."""
_LOGICAL, _COMPLEX = 0x02, 0x08
_MOST_VARIABLES = 10_000
_MOST_AXES = 32
_MOST_TEXTS = 2_000_000
_MOST_CHARACTERS = 50_000_000
MOST_BYTES = 1_000_000_000
_LONGEST_NAME = 4_096
_LONGEST_START = 8_192
"""So many unpacked bytes of a variable hold all before its values."""


@dataclass(frozen=True)
class Variable:
    """What a file says of one variable.

    Attributes
    ----------
    name, shape
        As in MATLAB.
    kind
        Its class, as a number of the format.
    flags
        Whether it is logical, or complex.
    place, length
        Of its element in the file, without the tag.
    packed
        Whether the element is compressed.
    size
        Length of its content, unpacked.
    start
        Place of the values in the content.
    """

    name: str
    shape: tuple[int, ...]
    kind: int
    flags: int
    place: int
    length: int
    packed: bool
    size: int
    start: int

    @property
    def dtype_kind(self) -> str:
        """Of the values, as NumPy calls it; empty for what is neither numbers nor texts."""
        if self.kind in (_CELL, _CHAR):
            return "U"
        if self.kind == _SPARSE and len(self.shape) == 2 and not self.flags & _COMPLEX:
            return "f"
        if self.kind not in _CLASSES:
            return ""
        return "b" if self.flags & _LOGICAL else "c" if self.flags & _COMPLEX else _CLASSES[self.kind][0]

    @property
    def shown_shape(self) -> tuple[int, ...]:
        """Of the array that it becomes: texts are rows of characters."""
        return (self.shape[0],) if self.kind == _CHAR else self.shape


def begins_as_matlab(start: bytes) -> bool:
    """Return whether a file that begins so is one of version 5."""
    return len(start) >= HEADER and (start[124:128] in (b"\x00\x01IM", b"\x01\x00MI"))


def variables_of(file: BinaryIO, what: str) -> Iterator[Variable]:
    """Yield all variables of an open file called `what`; raises NnsimError when it is damaged."""
    size = os.fstat(file.fileno()).st_size
    header = file.read(HEADER)
    if not begins_as_matlab(header):
        raise NnsimError(
            tr(
                "{what} is no MATLAB file of version 5 or later, or is damaged. Save it in MATLAB with save -v7."
            ).format(what=what)
        )
    order = order_of(header)
    place = HEADER
    for _ in range(_MOST_VARIABLES):
        if place >= size:
            return
        file.seek(place)
        tag = file.read(8)
        kind, length = two(tag, order, what)
        if length > size - place - 8:
            raise damaged(what)
        variable = _variable(file, place + 8, length, kind, order, what)
        if variable is not None:
            yield variable
        place += 8 + length + (-length % 8 if kind != _COMPRESSED else 0)
    raise NnsimError(
        tr("{path} holds more than {most} parts. It is not opened.").format(
            path=what, most=f"{_MOST_VARIABLES:,}"
        )
    )


def order_of(header: bytes) -> Order:
    """Return the order of bytes of a file, by its first ones."""
    return "<" if header[126:128] == b"IM" else ">"


def why_not(variable: Variable, what: str) -> str:
    """Return the sentence that says why a variable cannot be read; empty where it can."""
    if variable.kind == _SPARSE and not variable.dtype_kind:
        return tr("{what} is a sparse matrix of complex numbers. Save full(name) instead.").format(what=what)
    if variable.kind in _OTHERS:
        return tr("{what} is {thing}").format(what=what, thing=tr(_OTHERS[variable.kind]))
    if not variable.dtype_kind:
        return str(damaged(what))
    return ""


def values_of(file: BinaryIO, variable: Variable, order: Order, what: str) -> NDArray[Any]:
    """Return the values of a variable, in the shape MATLAB shows, the first axis running fastest.

    Rows of characters, and cells of texts, become an array of texts.

    Raises NnsimError when it is damaged, packed as a bomb is, or a cell of other things.
    """
    if variable.size > _most_bytes(variable):
        raise damaged(what)
    return array_in(memoryview(content_of(file, variable, what)), variable, order, what)


def _most_bytes(variable: Variable) -> int:
    """Return how long the content of a variable may be."""
    return (
        MOST_BYTES if variable.kind in (_CELL, _SPARSE) else 16 * math.prod(variable.shape) + _LONGEST_START
    )


def content_of(file: BinaryIO, variable: Variable, what: str) -> bytes:
    """Return the content of a variable, unpacked; raises NnsimError when it is not as long as the file says."""
    content = _content(file, variable, variable.size, what)
    if len(content) < variable.size or (variable.packed and len(content) != variable.size):
        raise damaged(what)
    return content[: variable.size]


def array_in(content: memoryview, variable: Variable, order: Order, what: str) -> NDArray[Any]:
    """Return the values of a variable in its content; raises NnsimError as `values_of` does."""
    if len(content) != variable.size or variable.size > _most_bytes(variable):
        raise damaged(what)
    return _array(content, variable, order, what)


def _variable(file: BinaryIO, place: int, length: int, kind: int, order: Order, what: str) -> Variable | None:
    """Return what stands before the values of a variable; None for what has no name, which MATLAB keeps for itself."""
    if kind not in (MATRIX, _COMPRESSED):
        return None
    packed = kind == _COMPRESSED
    begin = _beginning(file, length, packed, what)
    size = length
    if packed:
        inner, size = two(begin[:8], order, what)
        if inner != MATRIX:
            return None
        if size + 8 > max(NUMPY_FILE.loose, NUMPY_FILE.most_ratio * max(length, 1)):
            raise NnsimError(
                tr(
                    "{name} in {path} would unpack to over {n} times its size, as in a zip bomb. "
                    "It is not opened. If it is yours, save it without compression."
                ).format(name=tr("A variable"), path=what, n=NUMPY_FILE.most_ratio)
            )
        begin = begin[8:]
    found = described(memoryview(begin), order, what)
    return Variable(*found[:4], place, length, packed, size, found[4]) if found[0] else None


def _beginning(file: BinaryIO, length: int, packed: bool, what: str) -> bytes:
    """Return the first bytes of an element, unpacked."""
    data = file.read(min(length, _LONGEST_START))
    if not packed:
        return data
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(data, _LONGEST_START)
    except zlib.error as error:
        raise damaged(what) from error


def described(data: memoryview, order: Order, what: str) -> tuple[str, tuple[int, ...], int, int, int]:
    """Return name, shape, class and flags of a matrix, and where its values begin."""
    flags, place = element(data, 0, order, what)
    if len(flags[1]) < 8:
        raise damaged(what)
    word = int.from_bytes(flags[1][:4], "little" if order == "<" else "big")
    dimensions, place = element(data, place, order, what)
    name, place = element(data, place, order, what)
    if dimensions[0] != 5 or len(dimensions[1]) % 4 or not 8 <= len(dimensions[1]) <= 4 * _MOST_AXES:
        raise damaged(what)
    shape = tuple(np.frombuffer(dimensions[1], order + "i4").tolist())
    if min(shape) < 0 or len(name[1]) > _LONGEST_NAME:
        raise damaged(what)
    return bytes(name[1]).decode("latin-1"), shape, word & 0xFF, word >> 8 & 0xFF, place


def _content(file: BinaryIO, variable: Variable, size: int, what: str) -> bytes:
    """Return the content of a variable, of `size` bytes if it is as it says."""
    file.seek(variable.place)
    data = file.read(variable.length)
    if not variable.packed:
        return data
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(data, size + 8)
    except zlib.error as error:
        raise damaged(what) from error
    return content[8:]


def _array(content: memoryview, variable: Variable, order: Order, what: str) -> NDArray[Any]:
    count = math.prod(variable.shape)
    if variable.kind == _CELL:
        return _cells(content, variable, order, what)
    if variable.kind == _CHAR:
        return _rows_of_text(content, variable, order, what)
    if variable.kind == _SPARSE:
        return spread_out(content, variable.start, variable.shape, order, what)
    found, place = numbers(content, variable.start, order, what)
    dtype = np.dtype(_CLASSES[variable.kind])
    if len(found) != count or (found.dtype.kind == "f" and dtype.kind != "f"):
        raise damaged(what)
    values: NDArray[Any] = found.astype(dtype, copy=False)
    if variable.flags & _LOGICAL:
        values = values != 0
    elif variable.flags & _COMPLEX:
        imaginary, _ = numbers(content, place, order, what)
        if len(imaginary) != count:
            raise damaged(what)
        values = np.empty(count, np.complex128)
        values.real, values.imag = found, imaginary
    return values.reshape(variable.shape, order="F")


def _rows_of_text(content: memoryview, variable: Variable, order: Order, what: str) -> NDArray[Any]:
    """Return the rows of a matrix of characters, without the blanks that make them equally long."""
    if len(variable.shape) != 2 or variable.shape[0] > _MOST_TEXTS:
        raise damaged(what)
    (kind, data), _ = element(content, variable.start, order, what)
    if kind not in _CHARACTERS:
        raise damaged(what)
    codec = _CHARACTERS[kind] + ("" if kind in (1, 2, 16) else "-le" if order == "<" else "-be")
    text = bytes(data).decode(codec, "replace")
    rows, columns = variable.shape
    if len(text) != rows * columns:
        raise damaged(what)
    return _texts([text[row::rows].rstrip(" \0") for row in range(rows)], what)


def _cells(content: memoryview, variable: Variable, order: Order, what: str) -> NDArray[Any]:
    """Return the texts of a cell array of texts."""
    count, place = math.prod(variable.shape), variable.start
    if count > _MOST_TEXTS or 8 * count > len(content):
        raise damaged(what)
    texts: list[str] = []
    for _ in range(count):
        (kind, data), place = element(content, place, order, what)
        cell = described(data, order, what) if kind == MATRIX and len(data) else None
        if cell is None or cell[2] != _CHAR or len(cell[1]) != 2 or cell[1][0] > 1:
            raise NnsimError(
                tr("{what} is a cell array of more than texts. Save its numbers with cell2mat.").format(
                    what=what
                )
            )
        inner = Variable(*cell[:4], 0, len(data), False, len(data), cell[4])
        texts += _rows_of_text(data, inner, order, what).tolist() or [""]
    return _texts(texts, what).reshape(variable.shape, order="F")


def _texts(texts: list[str], what: str) -> NDArray[Any]:
    """Return texts as an array, in which each takes as much room as the longest; raises NnsimError for too much."""
    if len(texts) * max(map(len, texts), default=0) > _MOST_CHARACTERS:
        raise NnsimError(tr("{what} holds texts that are too long for classes.").format(what=what))
    return np.array(texts, str)
