"""Zip files of nnsim: equal content makes equal bytes, and a stranger's file is checked unopened.

Members are stored, not compressed: weights hardly shrink, and the bytes then depend on no version
of a compressor. Reading takes compressed members too, as a person may have packed the file again.
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr

Data = bytes | bytearray | memoryview

MOST_MEMBERS = 1_000
MOST_BYTES = 2_000_000_000
MOST_RATIO = 200

_LARGEST_DIRECTORY = 1_000_000
_END = struct.Struct("<4s4H2LH")
"""The end record of a zip: signature, two disk numbers, two counts, size and place of the
directory, length of the comment (APPNOTE.TXT 4.3.16)."""
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


def write_archive(file: BinaryIO, members: Mapping[str, Data]) -> None:
    """Write `members` (content by name) as a zip, in the order of their names."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, on whatever system
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, members[name])


class Archive:
    """A zip opened for reading, all limits checked; made by `open_archive`."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path = path
        self._archive = archive
        self.names = tuple(sorted(info.filename for info in archive.infolist() if not info.is_dir()))

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def size(self, name: str) -> int:
        """Return the length of member `name`, unpacked."""
        return self._archive.getinfo(name).file_size

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
        try:
            with self._archive.open(name) as member:
                # In pieces: a member that unpacks to more than it declares is stopped on the way.
                while piece := member.read(_CHUNK):
                    found += piece
        except OSError as error:
            raise why_not_read(error, self._path) from error
        except _FAULTS as error:
            raise _damaged(self._path) from error
        if len(found) != declared:
            raise _damaged(self._path)
        return found


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open the zip at `path` for the length of the block.

    Raises NnsimError when it is no zip, is damaged, or breaks a limit; nothing is unpacked by then.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise why_not_read(error, path) from error
    except ValueError as error:
        raise NnsimError(tr("This cannot be the name of a file. Choose another one.")) from error
    with file:
        try:
            size = os.fstat(file.fileno()).st_size
            _check_directory(path, file, size)
            archive = zipfile.ZipFile(file)
        except OSError as error:
            raise why_not_read(error, path) from error
        except _FAULTS as error:
            raise _damaged(path) from error
        with archive:
            _check_members(path, archive.infolist())
            yield Archive(path, archive)


def _check_directory(path: Path, file: BinaryIO, size: int) -> None:
    """Check the end record by hand, as `zipfile` reads a directory of any length into memory."""
    if size == 0:
        raise NnsimError(tr("{path} is empty. Open a backup copy, if there is one.").format(path=path))
    if not file.read(4).startswith(b"PK"):
        raise NnsimError(tr("{path} is not a file of nnsim. Choose another one.").format(path=path))
    if size < _END.size:
        raise _damaged(path)
    file.seek(size - _END.size)
    signature, _, _, here, count, length, _, comment = _END.unpack(file.read(_END.size))
    if signature != b"PK\x05\x06" or comment or here != count:
        raise _damaged(path)
    if count > MOST_MEMBERS or length > _LARGEST_DIRECTORY:
        raise _too_many(path)
    if size >= _END.size + 20:
        file.seek(size - _END.size - 20)
        if file.read(4) == b"PK\x06\x07":  # a zip64 directory, which may be of any length
            raise _too_many(path)
    file.seek(0)


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise _too_many(path)
    if sum(info.file_size for info in members) > MOST_BYTES:
        raise NnsimError(
            tr("{path} would unpack to more than {most} GB. It is not opened.").format(
                path=path, most=MOST_BYTES // 10**9
            )
        )
    seen: set[str] = set()
    for info in members:
        if not _is_plain(info) or info.filename in seen:
            raise NnsimError(
                tr("{path} holds a part called {name}, which no file of nnsim has. It is not opened.").format(
                    path=path, name=repr(info.orig_filename[:100])
                )
            )
        seen.add(info.filename)
        if info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise NnsimError(
                tr(
                    "{name} in {path} would unpack to over {n} times its size, as in a zip bomb. "
                    "It is not opened."
                ).format(name=info.filename, path=path, n=MOST_RATIO)
            )
        if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NnsimError(
                tr("{path} is encrypted or packed in an unknown way. Pack it as a plain zip.").format(
                    path=path
                )
            )


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


def _too_many(path: Path) -> NnsimError:
    return NnsimError(
        tr("{path} holds more than {most} parts. It is not opened.").format(
            path=path, most=f"{MOST_MEMBERS:,}"
        )
    )
