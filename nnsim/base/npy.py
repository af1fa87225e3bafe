"""NPY, the file format of one NumPy array: read by code of our own, with limits, and never a pickle.

NumPy's reader cleans a header of Python 2 with a tokenizer that takes minutes for a few thousand
blanks, and gives it to a compiler. Here a header is a short list of tokens, and everything it
promises is checked before anything is made.

Source: NumPy Enhancement Proposal 1, versions 1.0, 2.0 and 3.0 of the format.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnsim.base.archive import Data
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

Value = str | bool | int | tuple["Value", ...]

LONGEST_START = 70_000
"""So many bytes of a file hold everything before its numbers."""

_MAGIC = b"\x93NUMPY"
_LENGTHS = {1: 2, 2: 4, 3: 4}
"""Bytes of the length of the header, by version."""
_LONGEST_HEADER = 65_535
_DEEPEST = 5
_MOST_DIGITS = 20
MOST_AXES = 32
"""As many as NumPy has."""
_LONGEST_TEXT = 1_000_000
_TOKEN = re.compile(
    r"\s*(?:[bBuU]?'(?P<single>[^'\\]*)'|[bBuU]?\"(?P<double>[^\"\\]*)\""
    r"|(?P<word>[A-Za-z]+)|(?P<number>[-+]?\d+)[lL]?|(?P<sign>[{}()\[\]:,]))"
)
_TYPE = re.compile(r"([<>=|]?)([biufcUSa])(\d{1,9})")
_SIZES = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16)}


@dataclass(frozen=True)
class Header:
    """What stands before the numbers of an array.

    Attributes
    ----------
    dtype, shape
        Of the array.
    by_columns
        Whether the first axis runs fastest (Fortran), not the last (C).
    start
        Place of the first byte of the numbers.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    by_columns: bool
    start: int

    @property
    def size(self) -> int:
        """Number of values."""
        return math.prod(self.shape)

    @property
    def end(self) -> int:
        """Length of the whole file, in bytes."""
        return self.start + self.size * self.dtype.itemsize


def read_header(data: Data, what: str, most: int) -> Header:
    """Return the header at the beginning of `data`.

    Parameters
    ----------
    data
        The first `LONGEST_START` bytes, or all.
    what
        Name of the array for people.
    most
        The largest number of values, and an eighth of the largest number of bytes.

    Raises
    ------
    NnsimError
        When it is no header, or it promises pickled objects, a table of fields, values that are
        neither numbers nor texts, or too many of them.
    """
    text, start = _header_text(data, what)
    try:
        fields = _Literal(text).fields()
    except ValueError as error:
        raise damaged(what) from error
    if set(fields) != {"descr", "fortran_order", "shape"} or type(fields["fortran_order"]) is not bool:
        raise damaged(what)
    dtype = _dtype(fields["descr"], what)
    header = Header(dtype, _shape(fields["shape"], what), bool(fields["fortran_order"]), start)
    # An axis of length 0 makes no array small that NumPy finds too large.
    extent = math.prod(max(n, 1) for n in header.shape)
    if extent > most or extent * dtype.itemsize > 8 * most:
        raise NnsimError(
            tr("{what} has {n} numbers; at most {most} can be read.").format(
                what=what, n=f"{extent:,}" if extent < 1e30 else f"{extent:.0e}", most=f"{most:,}"
            )
        )
    return header


def from_npy(data: Data, what: str, most: int) -> np.ndarray:
    """Return the array in `data`, the whole content of a file; parameters and errors as `read_header`.

    The array is read-only or a window into `data`, in the byte order of this machine.
    """
    header = read_header(data, what, most)
    if header.end != len(data):
        raise wrong_size(what)
    dtype = header.dtype
    if not dtype.itemsize:
        return np.zeros(header.shape, dtype)
    values = np.frombuffer(memoryview(data)[header.start :], dtype)
    if dtype.kind == "b":
        # A byte above 1 would be a truth value that equals neither True nor False.
        values = values.view(np.uint8) != 0
    elif dtype.kind == "U":
        _refuse_no_characters(values.view(np.dtype(np.uint32).newbyteorder(dtype.byteorder)), what)
    native: np.ndarray = values.astype(dtype.newbyteorder("="), copy=False)
    return native.reshape(header.shape, order="F" if header.by_columns else "C")


def damaged(what: str) -> NnsimError:
    """Return the sentence for bytes that are no array."""
    return NnsimError(
        tr("{what} is damaged or cut short. Save it, or copy it here, again.").format(what=what)
    )


def wrong_size(what: str) -> NnsimError:
    """Return the sentence for an array with more or fewer bytes than its header says."""
    return NnsimError(tr("{what} does not have the size it declares. It is not read.").format(what=what))


def _header_text(data: Data, what: str) -> tuple[str, int]:
    """Return the header as text, and the place behind it."""
    begin = bytes(data[:12])
    if not begin.startswith(_MAGIC) or len(begin) < 10:
        raise damaged(what)
    width = _LENGTHS.get(begin[6])
    if width is None or begin[7]:
        raise NnsimError(
            tr("{what} has version {version} of the NPY format. Save it again with numpy.savez.").format(
                what=what, version=f"{begin[6]}.{begin[7]}"
            )
        )
    length, start = int.from_bytes(begin[8 : 8 + width], "little"), 8 + width
    if length > _LONGEST_HEADER or start + length > len(data):
        raise damaged(what)
    try:
        return bytes(data[start : start + length]).decode(
            "utf-8" if begin[6] == 3 else "latin-1"
        ), start + length
    except UnicodeDecodeError as error:
        raise damaged(what) from error


def _dtype(raw: Value, what: str) -> np.dtype[Any]:
    """Return the type that `raw`, the entry ``descr``, stands for."""
    if isinstance(raw, tuple):
        raise NnsimError(
            tr("{what} is a table of named fields. Save every field as an array of its own.").format(
                what=what
            )
        )
    if not isinstance(raw, str):
        raise damaged(what)
    if raw == "?":
        return np.dtype(np.bool_)
    found = _TYPE.fullmatch(raw)
    if found is not None:
        order, kind, digits = found.groups()
        size = int(digits)
        if size in _SIZES.get(kind, ()) or (kind in "USa" and size <= _LONGEST_TEXT):
            return np.dtype(f"{order}{kind.replace('a', 'S')}{size}")
    if raw.lstrip("<>=|").startswith("O"):
        raise NnsimError(
            tr(
                "{what} holds pickled Python objects, which may run any program and are never opened. "
                "Save it as numbers or texts."
            ).format(what=what)
        )
    raise NnsimError(
        tr("{what} holds values of the type {type}. Save it as plain numbers or texts.").format(
            what=what, type=repr(raw[:40])
        )
    )


def _shape(raw: Value, what: str) -> tuple[int, ...]:
    axes = raw if isinstance(raw, tuple) else (raw,)
    found = tuple(n for n in axes if type(n) is int and n >= 0)
    if found != axes or len(found) > MOST_AXES or not isinstance(raw, tuple):
        raise NnsimError(
            tr("{what} declares the shape {shape}, which no array has. Save it again.").format(
                what=what, shape=str(raw)[:100]
            )
        )
    return found


def _refuse_no_characters(codes: np.ndarray, what: str) -> None:
    """Refuse numbers beyond Unicode, and halves of characters, which cannot be shown or saved."""
    if ((codes > 0x10FFFF) | ((codes >= 0xD800) & (codes <= 0xDFFF))).any():
        raise damaged(what)


class _Literal:
    """A Python dict literal of texts, truth values, whole numbers, and tuples of these, read in one pass.

    Raises ValueError for anything else.
    """

    def __init__(self, text: str) -> None:
        self._tokens = self._split(text.strip().rstrip("\0").rstrip())
        self._at = 0

    @staticmethod
    def _split(text: str) -> list[tuple[str, str]]:
        tokens, place = [], 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None or found.lastgroup is None:
                raise ValueError(f"no literal from character {place}")
            kind = found.lastgroup
            tokens.append(("text" if kind in ("single", "double") else kind, found[kind]))
            place = found.end()
        return tokens

    def fields(self) -> dict[str, Value]:
        """Return the dict, which is all there is."""
        found: dict[str, Value] = {}
        self._expect("{")
        while not self._takes("}"):
            kind, key = self._next()
            if kind != "text" or key in found:
                raise ValueError("no name, or one twice")
            self._expect(":")
            found[key] = self._value(0)
            if not self._takes(","):
                self._expect("}")
                break
        if self._at != len(self._tokens):
            raise ValueError("something follows the dict")
        return found

    def _value(self, depth: int) -> Value:
        kind, token = self._next()
        if kind == "text":
            return token
        if kind == "number" and len(token) <= _MOST_DIGITS:
            return int(token)
        if kind == "word" and token in ("True", "False"):
            return token == "True"
        if kind == "sign" and token in "([" and depth < _DEEPEST:
            return self._sequence(")" if token == "(" else "]", depth)
        raise ValueError(f"{token} is no value")

    def _sequence(self, closing: str, depth: int) -> tuple[Value, ...]:
        found: list[Value] = []
        while not self._takes(closing):
            found.append(self._value(depth + 1))
            if not self._takes(","):
                self._expect(closing)
                break
        return tuple(found)

    def _next(self) -> tuple[str, str]:
        if self._at == len(self._tokens):
            raise ValueError("it is cut short")
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, sign: str) -> bool:
        """Step over `sign` when it is next; return whether it was."""
        taken = self._at < len(self._tokens) and self._tokens[self._at] == ("sign", sign)
        self._at += taken
        return taken

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            raise ValueError(f"no {sign}")
