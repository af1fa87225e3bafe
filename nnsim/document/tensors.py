"""Arrays become bytes: safetensors and NPY, and never a pickle."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnsim.base.archive import Data, Pieces
from nnsim.base.errors import NnsimError
from nnsim.base.safetensors_bytes import TYPES
from nnsim.base.strict_json import to_text
from nnsim.base.text import tr

_NAMES = {np.dtype(code): name for name, code in TYPES.items() if name not in ("BF16", "BOOL")}
_NAMES[np.dtype(bool)] = "BOOL"
"""The name of every type of numbers that can be written."""


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


def to_npy(array: np.ndarray) -> bytes:
    """Return an array of numbers or texts in the NPY format."""
    file = io.BytesIO()
    np.lib.format.write_array(file, array, allow_pickle=False)
    return file.getvalue()
