"""Arrays as bytes: safetensors and NPY, checked before a number is read, and never a pickle."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from typing import Any, TypeGuard

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.document.archive import Data

_LONGEST_HEADER = 25_000_000
_MOST_AXES = 32
_SIZES = {"F64": 8, "F32": 4, "F16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1}
_SIZES |= {"U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1}
"""Bytes of a number of every type that NumPy knows too."""


def plain(name: str, array: Any) -> np.ndarray:
    """Return `array` as a little-endian array without gaps; raises NnsimError unless it holds numbers."""
    found = np.asarray(array, order="C")
    if found.dtype.kind not in "fiub" or found.dtype.itemsize > 8:
        raise NnsimError(
            tr("{name} does not hold plain numbers but {type}. Leave it out.").format(
                name=name, type=found.dtype
            )
        )
    return found.astype(found.dtype.newbyteorder("<"), copy=False)


def to_safetensors(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Return `arrays` in the safetensors format; equal arrays give equal bytes."""
    from safetensors.numpy import save

    data: bytes = save({name: plain(name, arrays[name]) for name in sorted(arrays)})
    return data


def from_safetensors(data: Data, what: str) -> dict[str, np.ndarray]:
    """Return the arrays in `data`, the content of the file or part called `what`.

    Raises NnsimError when a declared type or shape does not fit the bytes that are there.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    _check_header(data, what)
    try:
        return dict(load(bytes(data)))
    except (SafetensorError, ValueError, TypeError, KeyError) as error:
        raise _damaged(what) from error


def _check_header(data: Data, what: str) -> None:
    """Check every declared shape against the bytes there are."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(len(data) - 8, _LONGEST_HEADER):
        raise _damaged(what)
    try:
        header = json.loads(bytes(data[8 : 8 + length]).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _damaged(what) from error
    if not isinstance(header, dict):
        raise _damaged(what)
    room = len(data) - 8 - length
    for name, entry in header.items():
        if name != "__metadata__" and not _fits(entry, room):
            raise NnsimError(
                tr("{what}: {name} does not have the type or the size it declares. It is not read.").format(
                    what=what, name=repr(name[:100])
                )
            )


def _fits(entry: Any, room: int) -> bool:
    """Return whether a header entry of safetensors is sound and lies within `room` bytes."""
    if not isinstance(entry, dict) or entry.get("dtype") not in tuple(_SIZES):
        return False
    shape, span = entry.get("shape"), entry.get("data_offsets")
    if not _whole_numbers(shape) or not _whole_numbers(span) or len(span) != 2 or len(shape) > _MOST_AXES:
        return False
    begin, end = span
    size: int = math.prod(shape) * _SIZES[entry["dtype"]]
    return begin <= end <= room and end - begin == size


def _whole_numbers(raw: Any) -> TypeGuard[list[int]]:
    return isinstance(raw, list) and all(type(n) is int and n >= 0 for n in raw)


def to_npy(name: str, array: np.ndarray) -> bytes:
    """Return `array` in the NPY format."""
    file = io.BytesIO()
    np.lib.format.write_array(file, plain(name, array), allow_pickle=False)
    return file.getvalue()


def from_npy(data: Data, what: str) -> np.ndarray:
    """Return the array in `data`, the content of the file or part called `what`.

    Raises NnsimError for pickled objects, and when the shape does not fit the bytes that are there.
    """
    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }.get(version)
        if read is None:
            raise _damaged(what)
        shape, by_columns, dtype = read(file)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError, OverflowError) as error:
        raise _damaged(what) from error
    if dtype.hasobject:
        raise NnsimError(
            tr(
                "{what} holds pickled objects, which can run programs and are never read. "
                "Save plain numbers instead."
            ).format(what=what)
        )
    if dtype.kind not in "fiub" or dtype.itemsize > 8:
        raise NnsimError(tr("{what} does not hold plain numbers but {type}.").format(what=what, type=dtype))
    numbers = memoryview(data)[file.tell() :]
    if len(shape) > _MOST_AXES or any(n < 0 for n in shape):
        raise _damaged(what)
    if math.prod(shape) * dtype.itemsize != len(numbers):
        raise NnsimError(tr("{what} does not have the size it declares. It is not read.").format(what=what))
    return np.frombuffer(numbers, dtype).reshape(shape, order="F" if by_columns else "C")


def _damaged(what: str) -> NnsimError:
    return NnsimError(tr("{what} is damaged or cut short. Copy it here again.").format(what=what))
