"""IDX, the file format of the MNIST collection: numbers of one type, read with limits, packed by gzip or not.

Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
"""

from __future__ import annotations

import gzip
import math
import os
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.paths import is_file
from nnsim.base.reading import open_file
from nnsim.base.text import tr
from nnsim.data.dataset import MOST_NUMBERS

_GZIP = b"\x1f\x8b"
_TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
"""NumPy's name of the numbers, by the third byte of the file."""
_MOST_AXES = 8
_CHUNK = 1 << 22
_LOOSE = 100_000_000
"""Up to so many bytes a file may be packed any number of times."""
_MOST_RATIO = 200
_NAME = re.compile(r"(?P<stem>.+?)[-._]idx\d-?u?(?:byte|short|int|float|double)(?:\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True)
class IdxHeader:
    """What stands before the numbers of an array."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes of the numbers."""
        return math.prod(self.shape) * self.dtype.itemsize


def is_idx(path: Path) -> bool:
    """Return whether `path` begins like an IDX file, packed or not; raises NnsimError as `open_file` does."""
    with open_file(path) as file:
        begin = file.read(4)
    return begin.startswith(_GZIP) or (len(begin) == 4 and begin[:2] == b"\0\0")


def begins_as_idx(start: bytes) -> bool:
    """Return whether `start`, the first bytes of a file, can be those of an IDX file, packed or not."""
    plain = len(start) > 4 and start[:2] == b"\0\0" and start[2] in _TYPES and 1 <= start[3] <= _MOST_AXES
    return plain or start.startswith(_GZIP)


def array_name(name: str) -> str | None:
    """Return what the array in a file called `name` is called: train-images of train-images-idx3-ubyte.gz."""
    found = _NAME.fullmatch(name)
    return None if found is None else found["stem"]


def is_one_of_several(name: str) -> bool:
    """Return whether a file called so, in whatever folder, is one of a collection of IDX files."""
    return array_name(name.replace("\\", "/").rpartition("/")[2]) is not None


def read_idx_header(path: Path) -> IdxHeader:
    """Return what an IDX file says of itself; raises NnsimError as `read_idx` does."""
    return _read(path, numbers=False)[0]


def read_idx(path: Path) -> NDArray[Any]:
    """Return the array in an IDX file, packed by gzip or not, in the byte order of this machine.

    Raises
    ------
    NnsimError
        When there is no such file, it is none of numbers with up to eight axes, it is too large, it is
        packed as a bomb is, or it does not have the length it says.
    """
    header, data = _read(path, numbers=True)
    native = header.dtype.newbyteorder("=")
    return np.frombuffer(data, header.dtype).astype(native, copy=False).reshape(header.shape)


def labels_beside(images: Path) -> Path:
    """Return the file of labels that belongs to a file of images, by the names of the collection.

    ``train-images-idx3-ubyte.gz`` has ``train-labels-idx1-ubyte`` beside it, packed or not; a dot may stand
    where the collection has its second hyphen.

    Raises
    ------
    NnsimError
        When there is none.
    """
    name = images.name.removesuffix(".gz").replace("images", "labels").replace("idx3", "idx1")
    for found in (images.with_name(name), images.with_name(name + ".gz")):
        if found.name != images.name and is_file(found):
            return found
    raise NnsimError(
        tr(
            "{file} holds images without labels. Put their labels beside it, called like"
            " train-labels-idx1-ubyte, and call the images like train-images-idx3-ubyte."
        ).format(file=images.name)
    )


def _read(path: Path, *, numbers: bool) -> tuple[IdxHeader, bytearray]:
    """Return header and, where they are asked for, all bytes of the numbers."""
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            packed = file.read(2) == _GZIP
            file.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    header = _header(unpacked, path)
                    return header, _numbers(unpacked, header, path, size) if numbers else bytearray()
            header = _header(file, path)
            if file.tell() + header.size != size:
                raise _damaged(path)
            return header, _numbers(file, header, path, size) if numbers else bytearray()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise why_not_read(error, path) from error


def _header(file: BinaryIO | gzip.GzipFile, path: Path) -> IdxHeader:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or not 1 <= magic[3] <= _MOST_AXES or magic[2] not in _TYPES:
        raise NnsimError(
            tr(
                "{file} is no IDX file of images or labels. Choose one such as train-images-idx3-ubyte."
            ).format(file=path.name)
        )
    lengths = file.read(4 * magic[3])
    shape = tuple(int.from_bytes(lengths[k : k + 4], "big") for k in range(0, len(lengths), 4))
    size = math.prod(shape)
    if len(lengths) < 4 * magic[3] or not size:
        raise _damaged(path)
    if size > MOST_NUMBERS:
        raise NnsimError(
            tr("{what} has {n} numbers; at most {most} can be read.").format(
                what=path.name, n=f"{size:,}", most=f"{MOST_NUMBERS:,}"
            )
        )
    return IdxHeader(np.dtype(_TYPES[magic[2]]), shape)


def _numbers(file: BinaryIO | gzip.GzipFile, header: IdxHeader, path: Path, in_file: int) -> bytearray:
    """Return the bytes of the numbers, which must be all that is left; `in_file` bytes has the file."""
    found = bytearray()
    while len(found) <= header.size and (piece := file.read(min(_CHUNK, header.size + 1 - len(found)))):
        found += piece
        if len(found) > max(_LOOSE, _MOST_RATIO * in_file):
            raise NnsimError(
                tr(
                    "{what} would unpack to over {n} times its size, as in a zip bomb. It is not opened. "
                    "If it is yours, unpack it first."
                ).format(what=path.name, n=_MOST_RATIO)
            )
    if len(found) != header.size:
        raise _damaged(path)
    return found


def _damaged(path: Path) -> NnsimError:
    return NnsimError(
        tr("{what} is damaged or cut short. Save it, or copy it here, again.").format(what=path.name)
    )
