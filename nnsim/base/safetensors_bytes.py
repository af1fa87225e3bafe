"""safetensors, read with limits: everything its header declares is checked before a number is read.

Source: the format of Hugging Face, https://github.com/huggingface/safetensors#format.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from nnsim.base.archive import Data
from nnsim.base.errors import NnsimError
from nnsim.base.npy import MOST_AXES, damaged
from nnsim.base.strict_json import from_bytes
from nnsim.base.text import tr

_LONGEST_HEADER = 4_000_000
TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2"}
TYPES |= {"I8": "i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "u1"}
"""NumPy's name for the bytes of a number of every type that can be read."""
_METADATA = "__metadata__"


@dataclass(frozen=True)
class Entry:
    """What a header of safetensors says of one array, checked.

    Attributes
    ----------
    type, shape
        Of the array, the type as the format calls it.
    begin, end
        Places of its bytes behind the header.
    """

    name: str
    type: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def size(self) -> int:
        """Length in bytes."""
        return math.prod(self.shape) * np.dtype(TYPES[self.type]).itemsize

    @property
    def extent(self) -> int:
        """Number of values, were no axis of length 0, which NumPy limits too."""
        return math.prod(max(n, 1) for n in self.shape)


def from_safetensors(data: Data, what: str) -> dict[str, np.ndarray]:
    """Return the arrays in `data`, the content of the file or part called `what`.

    They are windows into `data`. BF16, which NumPy lacks, becomes float32 without loss.

    Raises NnsimError when a declared type or shape does not fit the bytes that are there, arrays
    overlap or leave gaps, or the header is too long or no JSON.
    """
    start = start_of_numbers(data[:8], len(data), what)
    numbers = memoryview(data)[start:]
    entries = entries_of(bytes(data[8:start]), len(numbers), what)
    return {entry.name: array_of(entry, numbers[entry.begin : entry.end]) for entry in entries}


def start_of_numbers(begin: Data, size: int, what: str) -> int:
    """Return where the header ends, by the first eight bytes of a file of `size` bytes; raises NnsimError."""
    length = int.from_bytes(begin, "little")
    if len(begin) < 8 or length > size - 8:
        raise damaged(what)
    if length > _LONGEST_HEADER:
        raise NnsimError(
            tr("{what} begins with a description of more than {n} bytes. It is not read.").format(
                what=what, n=f"{_LONGEST_HEADER:,}"
            )
        )
    return 8 + length


def entries_of(header: bytes, room: int, what: str) -> list[Entry]:
    """Return what a header says of every array, when it all fits `room` bytes of numbers; raises NnsimError."""
    described = from_bytes(header, what)
    if not isinstance(described, dict):
        raise damaged(what)
    entries = [_entry(name, raw, what) for name, raw in described.items() if name != _METADATA]
    _refuse_overlaps(entries, room, what)
    return entries


def array_of(entry: Entry, numbers: Data) -> np.ndarray:
    """Return one array from its own bytes, as a window into them where it can be."""
    values = np.frombuffer(numbers, np.dtype(TYPES[entry.type]))
    found: np.ndarray = values.reshape(entry.shape)
    if entry.type == "BOOL":
        truth: np.ndarray = found != 0
        return truth
    if entry.type == "BF16":
        found = (found.astype(np.uint32) << 16).view(np.float32)
    native: np.ndarray = found.astype(found.dtype.newbyteorder("="), copy=False)
    return native


def _entry(name: str, raw: Any, what: str) -> Entry:
    """Return one entry of the header; raises NnsimError unless it is sound in itself."""
    entry = _described(name, raw)
    if entry is not None and entry.type not in TYPES:
        raise NnsimError(
            tr("{name} in {what} holds numbers of the type {type}. Save it as F32.").format(
                name=repr(name[:100]), what=what, type=repr(entry.type[:20])
            )
        )
    if entry is None or entry.end - entry.begin != entry.size or entry.extent >= 2**62:
        raise NnsimError(
            tr("{what}: {name} does not have the type or the size it declares. It is not read.").format(
                what=what, name=repr(name[:100])
            )
        )
    return entry


def _described(name: str, raw: Any) -> Entry | None:
    """Return one entry of the header when it has all it needs."""
    if not isinstance(raw, dict):
        return None
    kind, shape, span = raw.get("dtype"), raw.get("shape"), raw.get("data_offsets")
    if not isinstance(kind, str) or not _whole_numbers(shape) or not _whole_numbers(span):
        return None
    return Entry(name, kind, tuple(shape), *span) if len(span) == 2 and len(shape) <= MOST_AXES else None


def _refuse_overlaps(entries: Iterable[Entry], room: int, what: str) -> None:
    """Refuse arrays that share bytes, leave some unused, or end behind the last of `room` bytes."""
    place = 0
    for entry in sorted(entries, key=lambda e: (e.begin, e.end)):
        if entry.begin != place:
            raise damaged(what)
        place = entry.end
    if place != room:
        raise damaged(what)


def _whole_numbers(raw: Any) -> TypeGuard[list[int]]:
    return isinstance(raw, list) and all(type(n) is int and n >= 0 for n in raw)
