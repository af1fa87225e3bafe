"""Writing a file so that it is either the old one or the new one, whatever happens in between.

Everything nnsim writes for a user goes through `atomic_writer`: into a temporary file in the same
folder, to the disk, then over the old file in one move. Trouble becomes a sentence that says what
to do.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from nnsim.base.errors import NnsimError, NoRoomError
from nnsim.base.text import tr

_LEFT_OVER = re.compile(r"\.nnsim-[0-9a-f]{8}-[0-9a-f]{16}\.tmp")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ABANDONED_AFTER = 3600.0
"""Seconds after which a temporary file cannot belong to a save under way."""


@contextmanager
def atomic_writer(path: Path | str) -> Iterator[BinaryIO]:
    """Give a seekable binary file whose content replaces `path` when the block ends well.

    When it does not, the old file stands untouched and nothing is left beside it. Permissions of
    an old file are kept; where `path` is a symbolic link, the file it leads to is replaced.

    Raises
    ------
    NnsimError
        For every OSError in the block or in the steps around it (disk full, folder read-only or
        missing, name too long, ...). So the block should write, and do nothing else with files.
    """
    shown = Path(path)
    temporary: Path | None = None
    try:
        target = _place(shown)
        temporary = _temporary_name(target)
        with _create(temporary) as file:
            yield file
            file.flush()
            _keep_permissions(target, temporary)
            os.fsync(file.fileno())
        os.replace(temporary, target)
        temporary = None
        _settle(target)
    except OSError as error:
        raise why_not_written(error, shown) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary)


def write_atomically(path: Path | str, data: bytes) -> None:
    """Make `data` the content of `path`; see `atomic_writer`."""
    with atomic_writer(path) as file:
        file.write(data)


def why_not_written(error: OSError, path: Path) -> NnsimError:
    """Return the sentence for a failure to write `path`; the old file is untouched by then."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            text = tr(
                "The disk of {path} is full. Nothing was overwritten. Free some space or save elsewhere."
            )
        case errno.EFBIG:
            text = tr(
                "{path} would be larger than this disk allows. Nothing was overwritten. Save elsewhere."
            )
        case errno.EROFS:
            text = tr("{folder} is on a read-only disk. Nothing was overwritten. Save in another folder.")
        case errno.EACCES | errno.EPERM:
            text = tr(
                "You may not write {path}. Nothing was overwritten. "
                "Save in another folder, or close the program that holds the file."
            )
        case errno.ENAMETOOLONG:
            text = tr("The name {name} is too long for this disk. Choose a shorter one.")
        case errno.ENOENT | errno.ENOTDIR:
            text = tr("There is no folder {folder}. Choose another one.")
        case errno.EISDIR:
            text = tr("{path} is a folder. Choose another name.")
        case _:
            text = tr(
                "{path} could not be written ({reason}). Nothing was overwritten. "
                "Try again or save elsewhere."
            )
    kind = NoRoomError if error.errno in _NO_ROOM else NnsimError
    return kind(_filled(text, path, error))


def why_not_read(error: OSError, path: Path) -> NnsimError:
    """Return the sentence for a failure to read `path`."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR | errno.ENAMETOOLONG:
            text = tr("There is no file {path}. It may have been moved or renamed.")
        case errno.EISDIR:
            text = tr("{path} is a folder. Choose a file in it.")
        case errno.EACCES | errno.EPERM:
            text = tr("You may not read {path}. Ask for the right to, or choose another file.")
        case _:
            text = tr("{path} could not be read ({reason}). Try again, or choose another file.")
    return NnsimError(_filled(text, path, error))


def _filled(text: str, path: Path, error: OSError) -> str:
    shown = path if len(path.name) <= 60 else path.with_name(path.name[:60] + "…")
    reason = error.strerror or type(error).__name__
    return text.format(path=shown, folder=path.parent, name=shown.name, reason=reason)


def _place(path: Path) -> Path:
    """Return the file to replace: the end of all symbolic links, made sure to be a plain file."""
    if "\0" in str(path) or not path.name:
        raise NnsimError(tr("This cannot be the name of a file. Choose another one."))
    target = Path(os.path.realpath(path))
    try:
        mode = os.lstat(target).st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise NnsimError(tr("{path} is a device, not a file. Choose another name.").format(path=path))
    # A move over a write-protected file succeeds; the protection is the user's wish all the same.
    if not mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return target


def _temporary_name(target: Path) -> Path:
    """Return a new name beside `target`, short however long its own name is."""
    return target.with_name(f".nnsim-{_mark_of(target)}-{secrets.token_hex(8)}.tmp")


def _mark_of(target: Path) -> str:
    return f"{zlib.crc32(os.fsencode(target.name)):08x}"


def _create(path: Path) -> BinaryIO:
    """Open a new file, readable to whom the user's umask allows (mkstemp would hide it from the group)."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.fdopen(os.open(path, flags, 0o666), "w+b")


def _keep_permissions(old: Path, new: Path) -> None:
    try:
        was = os.stat(old)
    except FileNotFoundError:
        return
    if hasattr(os, "chown"):
        with suppress(OSError):  # only root may give files away
            os.chown(new, was.st_uid, was.st_gid)
    with suppress(OSError):  # some network disks know no permissions
        os.chmod(new, stat.S_IMODE(was.st_mode))


def _settle(target: Path) -> None:
    """Bring the move itself to the disk, and sweep up after earlier saves that were killed.

    The new file is in place already, so that nothing here may fail the save.
    """
    with suppress(OSError):  # Windows and some network disks cannot open a folder
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    mark = f".nnsim-{_mark_of(target)}-"
    with suppress(OSError), os.scandir(target.parent) as entries:
        for entry in entries:
            if entry.name.startswith(mark) and _LEFT_OVER.fullmatch(entry.name):
                _remove_abandoned(entry)


def _remove_abandoned(entry: os.DirEntry[str]) -> None:
    with suppress(OSError):
        facts = entry.stat(follow_symlinks=False)
        if stat.S_ISREG(facts.st_mode) and time.time() - facts.st_mtime > _ABANDONED_AFTER:
            os.unlink(entry.path)
