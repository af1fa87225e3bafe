"""Zip files of nnsim: equal content makes equal bytes, and a stranger's file is checked unopened.

Members are stored, not compressed: weights hardly shrink, and the bytes then depend on no version
of a compressor. Reading takes compressed members too, as a person may have packed the file again.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.text import mark, tr

Data = bytes | bytearray | memoryview


@dataclass(frozen=True, eq=False)
class Pieces:
    """The content of a member in pieces, which are written one after the other and never put together."""

    pieces: tuple[Data, ...]

    def __len__(self) -> int:
        return sum(len(piece) for piece in self.pieces)

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(frozen=True, eq=False)
class Streamed:
    """The content of a member that is read from somewhere else while it is written: `length` bytes."""

    length: int
    open: Callable[[], Iterator[bytes]]
    """Yields the content piece by piece."""

    def __len__(self) -> int:
        return self.length

    @property
    def pieces(self) -> Iterator[bytes]:
        """The content, from its beginning."""
        return self.open()


MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Kind:
    """What a zip may be beside sound."""

    text: str
    """The sentence for a file that is no zip, marked for translation."""
    most_members: int
    most_bytes: int
    """Length of all members together, unpacked."""
    any_name: bool = False
    """Whether members may have names that would lead out of a folder; none is ever unpacked into one."""
    most_ratio: int = 200
    """Length of a member, unpacked, to its length in the file; beyond it is a zip bomb."""
    loose: int = 0
    """Members up to so many bytes may be packed any number of times."""
    by_others: bool = False
    """Whether other programs write it: it may have a comment, and the directory of a large zip."""


PROJECT_FILE = Kind(mark("{path} is not a file of nnsim. Choose another one."), 1_000, MOST_BYTES)
NUMPY_FILE = Kind(
    mark("{path} is not an NPZ file, or is cut short. Make one with numpy.savez."),
    10_000,
    1_000_000_000_000,
    any_name=True,
    # Large sparse or one-hot arrays reach 740, nothing but zeros 1,030, which is the most there is.
    most_ratio=900,
    loose=8_000_000,
    by_others=True,
)

_BYTES_PER_ENTRY = 1_000
_END = struct.Struct("<4s4H2LH")
"""The end record of a zip: signature, two disk numbers, two counts, size and place of the
directory, length of the comment (APPNOTE.TXT 4.3.16)."""
_LONGEST_END = _END.size + 65_535
_LARGE_END = struct.Struct("<4sQ2H2L4Q")
"""The end record of a zip64: signature, size, two versions, two disk numbers, two counts, size and
place of the directory (4.3.14); a locator of 20 bytes follows it (4.3.15)."""
_LOCATOR = 20
_CHUNK = 1 << 20
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What reading a damaged zip may raise."""


def write_archive(file: BinaryIO, members: Mapping[str, Data | Pieces | Streamed]) -> None:
    """Write `members` (content by name) as a zip, in the order of their names."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, on whatever system
            entry.external_attr = 0o644 << 16
            content = members[name]
            entry.file_size = len(content)
            with archive.open(entry, "w") as member:
                for piece in content.pieces if isinstance(content, Pieces | Streamed) else (content,):
                    member.write(piece)


class Archive:
    """A zip opened for reading, all limits checked; made by `open_archive`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        names = (info.filename for info in archive.infolist())
        self.names = tuple(sorted(name for name in names if not name.endswith("/")))

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def size(self, name: str) -> int:
        """Return the length of member `name`, unpacked."""
        return self._archive.getinfo(name).file_size

    def beginning(self, name: str, length: int) -> bytes:
        """Return the first `length` bytes of member `name`, or all; raises NnsimError when damaged."""
        with self._faults_told(), self._archive.open(name) as member:
            return member.read(length)

    def read(self, name: str, most: int = MOST_BYTES) -> bytearray:
        """Return the content of member `name`.

        Raises NnsimError when it is longer than `most`, or damaged.
        """
        declared = self.size(name)
        if declared > most:
            raise NnsimError(
                tr("{name} in {path} is larger than can be read ({most} bytes). Choose another file.").format(
                    name=name, path=self._path, most=f"{most:,}"
                )
            )
        found = bytearray()
        for piece in self.pieces(name):
            found += piece
        return found

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the content of member `name` piece by piece; raises NnsimError when it is damaged."""
        declared, done = self.size(name), 0
        with self._faults_told(), self._archive.open(name) as member:
            # In pieces: a member that unpacks to more than it declares is stopped on the way.
            while done <= declared and (piece := member.read(_CHUNK)):
                done += len(piece)
                yield piece
        if done != declared:
            raise _damaged(self._path)

    def is_link(self, name: str) -> bool:
        """Return whether member `name` is no file but says where one is, as Unix packs links."""
        return stat.S_ISLNK(self._archive.getinfo(name).external_attr >> 16)

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        """Turn what reading a member may raise into sentences."""
        try:
            yield
        except OSError as error:
            raise why_not_read(error, self._path) from error
        except NotImplementedError as error:
            raise _unknown_packing(self._path) from error
        except _FAULTS as error:
            raise _damaged(self._path) from error


@contextmanager
def open_archive(path: Path, kind: Kind = PROJECT_FILE) -> Iterator[Archive]:
    """Open the zip at `path` for the length of the block.

    Raises NnsimError when it is no zip, is damaged, or breaks a limit; nothing is unpacked by then.
    """
    with open_file(path) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            _check_directory(path, file, size, kind)
            archive = zipfile.ZipFile(file)
        except OSError as error:
            raise why_not_read(error, path) from error
        except NotImplementedError as error:
            raise _unknown_packing(path) from error
        except _FAULTS as error:
            raise _damaged(path) from error
        with archive:
            _check_members(path, archive.infolist(), kind)
            yield Archive(path, archive)


def _check_directory(path: Path, file: BinaryIO, size: int, kind: Kind) -> None:
    """Check the end record by hand, as `zipfile` reads a directory of any length into memory."""
    if size == 0:
        raise NnsimError(tr("{path} is empty. Open a backup copy, if there is one.").format(path=path))
    if not file.read(4).startswith(b"PK"):
        raise NnsimError(tr(kind.text).format(path=path))
    file.seek(max(0, size - _LONGEST_END - _LOCATOR - _LARGE_END.size))
    tail = file.read()
    # The same search as in `zipfile`, so that both find the same record.
    place = len(tail) - _END.size
    if place < 0 or tail[place : place + 4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        place = tail.rfind(b"PK\x05\x06") if kind.by_others else -1
    if place < 0 or len(tail) - place < _END.size:
        raise _damaged(path)
    _, _, _, here, count, length, _, _ = _END.unpack_from(tail, place)
    if here != count:
        raise _damaged(path)
    if tail[max(0, place - _LOCATOR) :].startswith(b"PK\x06\x07"):
        large = place - _LOCATOR - _LARGE_END.size
        if not kind.by_others or large < 0:
            raise _too_many(path, kind)
        signature, _, _, _, _, _, _, many, long, _ = _LARGE_END.unpack_from(tail, large)
        if signature == b"PK\x06\x06":
            count, length = many, long
    if count > kind.most_members or length > kind.most_members * _BYTES_PER_ENTRY:
        raise _too_many(path, kind)
    file.seek(0)


def _check_members(path: Path, members: list[zipfile.ZipInfo], kind: Kind) -> None:
    if len(members) > kind.most_members:
        raise _too_many(path, kind)
    if sum(info.file_size for info in members) > kind.most_bytes:
        raise NnsimError(
            tr("{path} would unpack to more than {most} GB. It is not opened.").format(
                path=path, most=kind.most_bytes // 10**9
            )
        )
    seen: set[str] = set()
    for info in members:
        if not kind.any_name and not _is_plain(info):
            raise NnsimError(
                tr("{path} holds a part called {name}, which no file of nnsim has. It is not opened.").format(
                    path=path, name=repr(info.orig_filename[:100])
                )
            )
        if info.filename in seen:
            raise NnsimError(
                tr("{path} holds two parts called {name}. Pack it again with one of them.").format(
                    path=path, name=repr(info.filename[:100])
                )
            )
        seen.add(info.filename)
        if info.file_size > max(kind.loose, kind.most_ratio * max(info.compress_size, 1)):
            raise NnsimError(
                tr(
                    "{name} in {path} would unpack to over {n} times its size, as in a zip bomb. "
                    "It is not opened. If it is yours, save it without compression."
                ).format(name=info.filename[:100], path=path, n=kind.most_ratio)
            )
        if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _unknown_packing(path)


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Return whether a member's name stays inside the archive on every system."""
    name = info.orig_filename
    if name != info.filename or not name or name.startswith("/") or "\\" in name or ":" in name:
        return False
    return ".." not in name.split("/")


def _damaged(path: Path) -> NnsimError:
    return NnsimError(
        tr("{path} is damaged or cut short. Open a backup copy, or copy it here again.").format(path=path)
    )


def _unknown_packing(path: Path) -> NnsimError:
    return NnsimError(
        tr("{path} is encrypted or packed in an unknown way. Pack it as a plain zip.").format(path=path)
    )


def _too_many(path: Path, kind: Kind) -> NnsimError:
    return NnsimError(
        tr("{path} holds more than {most} parts. It is not opened.").format(
            path=path, most=f"{kind.most_members:,}"
        )
    )
