"""Arrays as bytes: safetensors and NPY, checked before a number is read, and never a pickle."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from nnsim.base.archive import Data, Pieces
from nnsim.base.errors import NnsimError
from nnsim.base.npy import MOST_AXES, damaged
from nnsim.base.strict_json import from_bytes, to_text
from nnsim.base.text import tr

_LONGEST_HEADER = 4_000_000
_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2"}
_TYPES |= {"I8": "i1", "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "u1"}
"""NumPy's name for the bytes of a number of every type that can be read."""
_NAMES = {np.dtype(code): name for name, code in _TYPES.items() if name not in ("BF16", "BOOL")}
_NAMES[np.dtype(bool)] = "BOOL"
"""The name of every type of numbers that can be written."""
_METADATA = "__metadata__"


def plain(name: str, array: Any) -> np.ndarray:
    """Return `array` as a little-endian array without gaps; raises NnsimError unless it holds numbers."""
    found = np.asarray(array, order="C")
    if not is_plain(found.dtype):
        raise NnsimError(
            tr("{name} does not hold plain numbers but {type}. Leave it out.").format(
                name=name, type=found.dtype
            )
        )
    return found.astype(found.dtype.newbyteorder("<"), copy=False)


def is_plain(dtype: np.dtype[Any]) -> bool:
    """Return whether values of this type are numbers or truth values that every format can hold."""
    return dtype.kind in "fiub" and dtype.itemsize <= 8


def to_safetensors(arrays: Mapping[str, np.ndarray], metadata: Mapping[str, str] | None = None) -> bytes:
    """Return `arrays`, and texts about them, in the safetensors format; equal ones give equal bytes."""
    from safetensors.numpy import save

    tensors = {name: plain(name, arrays[name]) for name in sorted(arrays)}
    data: bytes = save(tensors, metadata=dict(metadata) if metadata else None)
    return data


def stacked_safetensors(stacks: Mapping[str, Sequence[np.ndarray]]) -> Pieces:
    """Return arrays, each given as its rows of one shape and type, in the safetensors format, uncopied.

    For much data: what `to_safetensors` makes of it needs its size in memory three times more.
    """
    header: dict[str, Any] = {}
    pieces: list[Data] = []
    place = 0
    # The widest numbers first, so that all lie at multiples of their length.
    for name in sorted(stacks, key=lambda n: (-stacks[n][0].itemsize, n)):
        rows = [plain(name, row) for row in stacks[name]]
        end = place + sum(row.nbytes for row in rows)
        shape = [len(rows), *rows[0].shape]
        header[name] = {"dtype": _NAMES[rows[0].dtype], "shape": shape, "data_offsets": [place, end]}
        pieces += [row.reshape(-1).view(np.uint8).data for row in rows if row.nbytes]
        place = end
    text = to_text(header).encode()
    text += b" " * (-len(text) % 8)
    return Pieces((len(text).to_bytes(8, "little"), text, *pieces))


@dataclass(frozen=True)
class _Entry:
    """What a header of safetensors says of one array, checked."""

    name: str
    type: str
    shape: tuple[int, ...]
    begin: int
    end: int

    @property
    def size(self) -> int:
        """Length in bytes."""
        return math.prod(self.shape) * np.dtype(_TYPES[self.type]).itemsize

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
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > len(data) - 8:
        raise damaged(what)
    if length > _LONGEST_HEADER:
        raise NnsimError(
            tr("{what} begins with a description of more than {n} bytes. It is not read.").format(
                what=what, n=f"{_LONGEST_HEADER:,}"
            )
        )
    header = from_bytes(bytes(data[8 : 8 + length]), what)
    if not isinstance(header, dict):
        raise damaged(what)
    numbers = memoryview(data)[8 + length :]
    entries = [_entry(name, raw, what) for name, raw in header.items() if name != _METADATA]
    _refuse_overlaps(entries, len(numbers), what)
    return {entry.name: _array(entry, numbers) for entry in entries}


def _entry(name: str, raw: Any, what: str) -> _Entry:
    """Return one entry of the header; raises NnsimError unless it is sound in itself."""
    entry = _described(name, raw)
    if entry is not None and entry.type not in _TYPES:
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


def _described(name: str, raw: Any) -> _Entry | None:
    """Return one entry of the header when it has all it needs."""
    if not isinstance(raw, dict):
        return None
    kind, shape, span = raw.get("dtype"), raw.get("shape"), raw.get("data_offsets")
    if not isinstance(kind, str) or not _whole_numbers(shape) or not _whole_numbers(span):
        return None
    return _Entry(name, kind, tuple(shape), *span) if len(span) == 2 and len(shape) <= MOST_AXES else None


def _refuse_overlaps(entries: Iterable[_Entry], room: int, what: str) -> None:
    """Refuse arrays that share bytes, leave some unused, or end behind the last of `room` bytes."""
    place = 0
    for entry in sorted(entries, key=lambda e: (e.begin, e.end)):
        if entry.begin != place:
            raise damaged(what)
        place = entry.end
    if place != room:
        raise damaged(what)


def _array(entry: _Entry, numbers: memoryview) -> np.ndarray:
    values = np.frombuffer(numbers[entry.begin : entry.end], np.dtype(_TYPES[entry.type]))
    found: np.ndarray = values.reshape(entry.shape)
    if entry.type == "BOOL":
        truth: np.ndarray = found != 0
        return truth
    if entry.type == "BF16":
        found = (found.astype(np.uint32) << 16).view(np.float32)
    native: np.ndarray = found.astype(found.dtype.newbyteorder("="), copy=False)
    return native


def _whole_numbers(raw: Any) -> TypeGuard[list[int]]:
    return isinstance(raw, list) and all(type(n) is int and n >= 0 for n in raw)


def to_npy(array: np.ndarray) -> bytes:
    """Return an array of numbers or texts in the NPY format."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, allow_pickle=False)
    return file.getvalue()
