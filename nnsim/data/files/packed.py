"""Packed files (gzip, bzip2, xz, zip, tar): what is in them, and one member unpacked for this sitting.

A member goes into a private folder that is removed when the program ends, and is unpacked once
however often it is asked for. Nothing a stranger packed decides where anything is written.
"""

from __future__ import annotations

import atexit
import bz2
import gzip
import lzma
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any, BinaryIO

from nnsim.base.archive import Archive, Kind, open_archive
from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.text import mark, tr
from nnsim.data.files.tar import files_of, is_tar
from nnsim.data.source import Progress

SUFFIXES = (".gz", ".bz2", ".xz", ".zip")
"""How the names of packed files end."""

MOST_BYTES = 2_000_000_000
"""The largest member that is unpacked."""

_LOOSE, _MOST_RATIO = 100_000_000, 200
"""Beyond so many bytes a member may not be so many times as long as it was packed."""
_LIMITS = ((_LOOSE, _MOST_RATIO), (30_000_000, 5_000))
"""The second finds out sooner what bzip2 takes its time to unpack."""
_ZIP = Kind(
    mark("{path} is not a zip file, or is cut short. Pack it again."),
    100_000,
    1_000_000_000_000,
    any_name=True,
    most_ratio=_MOST_RATIO,
    loose=_LOOSE,
    by_others=True,
)
_CHUNK = 1 << 20
_STREAMS: tuple[tuple[bytes, str, Any], ...] = (
    (b"\x1f\x8b", ".gz", gzip.open),
    (b"BZh", ".bz2", bz2.open),
    (b"\xfd7zXZ\x00", ".xz", lzma.open),
)
"""How packed streams begin, what their names end with, and what unpacks them."""
_TRAINING = re.compile(r"(?:^|[\W_])train(?:ing)?(?:[\W_]|$)", re.IGNORECASE)
_DRIVE = re.compile("[A-Za-z]:")
_FAULTS = (EOFError, zlib.error, lzma.LZMAError, ValueError)


@dataclass(frozen=True)
class Member:
    """A file within a packed one."""

    name: str
    size: int
    """Unpacked; 0 where only unpacking tells."""


def is_packed(path: Path) -> bool:
    """Return whether a file is a packed one: by its first bytes, and a zip by its name as well.

    (Workbooks and NumPy's archives are zips, too.) Raises NnsimError when it cannot be read.
    """
    head = _head(path)
    return (
        _stream(head) is not None
        or (head.startswith(b"PK") and path.suffix.lower() == ".zip")
        or is_tar(path)
    )


def members(path: Path) -> tuple[Member, ...]:
    """Return the files in a packed one, in the order of their names; those that systems leave are none.

    Raises
    ------
    NnsimError
        When it is damaged or a bomb, or a name in it leads out of its folder.
    """
    stream = _stream(_head(path))
    if is_tar(path, stream and stream[2]):
        there = [(name, size) for name, size, _ in files_of(path, _most_bytes(path)) if _is_own(path, name)]
        return tuple(Member(name, size) for name, size in sorted(dict(there).items()))
    if stream is not None:
        return (Member(path.stem if path.suffix.lower() in SUFFIXES else path.name, 0),)
    with open_archive(path, _ZIP) as archive:
        return tuple(
            Member(name, archive.size(name)) for name in archive.names if _is_meant(path, archive, name)
        )


def chosen(path: Path, member: str = "", fits: Callable[[str], bool] = lambda name: True) -> Member:
    """Return the member of that name, else the largest of those that fit; those to train on come first.

    Parameters
    ----------
    fits
        Whether a file of that name can be read by who asks; what holds a single one need not be called so.

    Raises
    ------
    NnsimError
        When there is none.
    """
    there = members(path)
    if member.strip():
        found = next((one for one in there if one.name == member), None)
        if found is None:
            names = ", ".join(one.name[:60] for one in there[:8])
            text = tr("There is no {member} in {file}; it has {names}. Choose one of them.")
            raise NnsimError(text.format(member=member[:100], file=path.name, names=names))
        return found
    stream = _stream(_head(path))
    is_stream = stream is not None and not is_tar(path, stream[2])
    fitting = [one for one in there if is_stream or fits(one.name)]
    if not fitting:
        raise NnsimError(
            tr("There is no file in {file} that can be read here. Unpack it, and open what is in it.").format(
                file=path.name
            )
        )
    return max(fitting, key=lambda one: (is_to_train_on(one.name), one.size))


def is_to_train_on(name: str) -> bool:
    """Return whether a file is called as the part to train on is where others lie beside it: train.csv."""
    return _TRAINING.search(PurePosixPath(name).name) is not None


def unpacked(
    path: Path,
    member: str = "",
    fits: Callable[[str], bool] = lambda name: True,
    progress: Progress | None = None,
) -> Path:
    """Return where a member of a packed file is, unpacked; `path` itself when it is not packed.

    Which member is said as for `chosen`. It is unpacked once in a sitting, unless the file changes.

    Raises
    ------
    NnsimError
        When there is no such member, it is damaged, a link, encrypted, longer than 2 GB, or unpacks to
        more than 200 times its size beyond 100 MB.
    Cancelled
        When `progress` asks to stop; what was unpacked by then is removed.
    """
    if not is_packed(path):
        return path
    one = chosen(path, member, fits)
    stamp = path.stat()

    def fill(inside: Path) -> Path:
        target = inside / plain_name(one.name)
        with target.open("xb") as out:
            _write(path, one, out, progress)
        return target

    return _sitting.place((str(path), stamp.st_size, stamp.st_mtime_ns, one.name), path, fill)


def unpacked_folder(path: Path, keeps: Callable[[str], bool], progress: Progress) -> Path:
    """Return the folder into which those files of a packed one were unpacked that are called as `keeps` says.

    It is called as the packed file, and unpacked once in a sitting for each `keeps`, unless the file changes.
    Raises NnsimError and `Cancelled` as `unpacked` does; what is no plain file is not unpacked.
    """
    stamp = path.stat()

    def fill(inside: Path) -> Path:
        folder = inside / plain_name(path.name.split(".")[0])
        folder.mkdir()
        _write_all(path, folder, keeps, progress)
        return folder

    return _sitting.place((str(path), stamp.st_size, stamp.st_mtime_ns, keeps), path, fill)


@dataclass(eq=False)
class _Sitting:
    """What was unpacked since the program began."""

    folder: Path | None = None
    known: dict[tuple[object, ...], Path] = field(default_factory=dict)
    made: int = 0
    lock: Lock = field(default_factory=Lock)

    def place(self, key: tuple[object, ...], path: Path, fill: Callable[[Path], Path]) -> Path:
        """Return what `fill` puts into a new folder, once for each `key`; its ends tell states of one thing."""
        with self.lock:
            found = self.known.get(key)
            if found is None or not found.exists():
                self._forget(key)
                found = self._filled(path, fill)
                self.known[key] = found
            return found

    def _forget(self, key: tuple[object, ...]) -> None:
        """Remove what was unpacked of an earlier state of the same member."""
        for other in [k for k in self.known if (k[0], k[-1]) == (key[0], key[-1])]:
            shutil.rmtree(self.known.pop(other).parent, ignore_errors=True)

    def _filled(self, path: Path, fill: Callable[[Path], Path]) -> Path:
        if self.folder is None or not self.folder.is_dir():
            self.folder = Path(tempfile.mkdtemp(prefix="nnsim-unpacked-"))
            atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.made += 1
        inside = self.folder / str(self.made)
        try:
            inside.mkdir()
            return fill(inside)
        except OSError as error:
            shutil.rmtree(inside, ignore_errors=True)
            raise NnsimError(
                tr("{file} cannot be unpacked: {why}. Make room, or unpack it yourself.").format(
                    file=path.name, why=error.strerror or error
                )
            ) from error
        except BaseException:
            shutil.rmtree(inside, ignore_errors=True)
            raise


_sitting = _Sitting()


def plain_name(name: str) -> str:
    """Return the last part of a member's name as a file may be called on every system."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join("_" if sign in '<>:"|?*' or ord(sign) < 32 else sign for sign in last)
    kept = kept[-100:].strip(" ")
    return f"data{kept}" if kept.startswith(".") or not kept else kept


def _write(path: Path, member: Member, out: BinaryIO, progress: Progress | None) -> None:
    """Write the content of a member to `out`, within the limits."""
    doing = tr("Unpacking {file}").format(file=path.name)
    total, size = max(1, path.stat().st_size), 0
    with _opened(path, member) as pieces:
        for piece, used in pieces:
            size += len(piece)
            if size > MOST_BYTES:
                raise _too_long(path)
            if any(size > loose and size > ratio * max(used, 1) for loose, ratio in _LIMITS):
                raise _bomb(path)
            out.write(piece)
            if progress is not None:
                progress(min(1.0, size / member.size if member.size else used / total), doing)


def _write_all(path: Path, folder: Path, keeps: Callable[[str], bool], progress: Progress) -> None:
    """Write the files of a packed one into `folder` as they lay there, within the limits."""
    doing = tr("Unpacking {file}").format(file=path.name)
    size, taken = 0, set[Path]()
    for name, length, pieces in _contents(path):
        parts = [plain_name(part) for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        target = folder.joinpath(*parts)
        if not keeps(name) or target in taken:
            continue
        taken.add(target)
        size += length
        if size > MOST_BYTES:
            raise _too_long(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            for piece in pieces:
                out.write(piece)
        progress(min(1.0, size / MOST_BYTES), doing)


def _contents(path: Path) -> Iterator[tuple[str, int, Iterator[bytes]]]:
    """Yield name, length and content of the files in a packed one that a person packed."""
    stream = _stream(_head(path))
    if is_tar(path, stream and stream[2]):
        yield from (one for one in files_of(path, _most_bytes(path)) if _is_own(path, one[0]))
        return
    with open_archive(path, _ZIP) as archive:
        for name in archive.names:
            if _is_meant(path, archive, name):
                yield name, archive.size(name), archive.pieces(name)


def _too_long(path: Path) -> NnsimError:
    return NnsimError(
        tr("{file} would unpack to more than {n} GB. Keep fewer rows or columns.").format(
            file=path.name, n=MOST_BYTES // 10**9
        )
    )


@contextmanager
def _opened(path: Path, member: Member) -> Iterator[Iterator[tuple[bytes, int]]]:
    """Give the pieces of a member, each with how many packed bytes were used up to there."""
    stream = _stream(_head(path))
    if is_tar(path, stream and stream[2]):
        packed = path.stat().st_size
        found = (pieces for name, _, pieces in files_of(path, _most_bytes(path)) if name == member.name)
        yield ((piece, packed) for piece in next(found, iter(())))
        return
    if stream is None:
        with open_archive(path, _ZIP) as archive:
            packed = path.stat().st_size
            yield ((piece, packed) for piece in archive.pieces(member.name))
        return
    with open_file(path) as raw:
        yield _unpacking(path, raw, stream[2])


def _unpacking(path: Path, raw: BinaryIO, opener: Any) -> Iterator[tuple[bytes, int]]:
    with opener(raw) as packed:
        while True:
            try:
                piece = packed.read(_CHUNK)
            except _FAULTS as error:
                raise _damaged(path) from error
            except OSError as error:
                # Also what gzip and bz2 raise for bytes that are none of theirs.
                raise (_damaged(path) if error.errno is None else why_not_read(error, path)) from error
            if not piece:
                return
            yield piece, raw.tell()


def _head(path: Path) -> bytes:
    with open_file(path) as file:
        try:
            return file.read(8)
        except OSError as error:
            raise why_not_read(error, path) from error


def _stream(head: bytes) -> tuple[bytes, str, Any] | None:
    return next((one for one in _STREAMS if head.startswith(one[0])), None)


def _most_bytes(path: Path) -> int:
    """Return how long all that is in a tar may be together."""
    return max(_LOOSE, _MOST_RATIO * path.stat().st_size)


def _is_meant(path: Path, archive: Archive, name: str) -> bool:
    """Return whether a member is one a person packed; raises NnsimError for a name that climbs out."""
    return _is_own(path, name) and not archive.is_link(name)


def _is_own(path: Path, name: str) -> bool:
    """Return whether a name is of a file that a person packed; raises NnsimError for one that climbs out."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or _DRIVE.match(name):
        raise NnsimError(
            tr("{file} holds a file called {name}, which leads out of its folder. It is not opened.").format(
                file=path.name, name=repr(name[:100])
            )
        )
    left_by_macos = parts[0] == "__MACOSX" or parts[-1] == ".DS_Store" or parts[-1].startswith("._")
    return not left_by_macos and bool(parts[-1])


def _bomb(path: Path) -> NnsimError:
    return NnsimError(
        tr(
            "{file} would unpack to over {n} times its size, as bombs do. Unpack it yourself if it is yours."
        ).format(file=path.name, n=_MOST_RATIO)
    )


def _damaged(path: Path) -> NnsimError:
    return NnsimError(
        tr("{file} is damaged or cut short. Copy it here again, or unpack it yourself.").format(
            file=path.name
        )
    )
