"""Opening a file of anybody's."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded, is_file, is_folder
from nnsim.base.text import tr


def open_file(path: Path) -> BinaryIO:
    """Return the file at `path`, open for reading; raises NnsimError as `plain_file` does."""
    try:
        return open(plain_file(path), "rb")
    except OSError as error:
        raise why_not_read(error, path) from error


def chosen_file(path: str) -> Path:
    """Return the file a user chose by `path`; raises NnsimError as `plain_file` does, or when it is empty."""
    if not path.strip():
        raise NnsimError(tr("No file is chosen. Choose one."))
    return plain_file(expanded(path))


def chosen_folder(path: str) -> Path:
    """Return the folder a user chose by `path`; raises NnsimError where it is empty or no folder."""
    if not path.strip():
        raise NnsimError(tr("No folder is chosen. Choose one."))
    place = expanded(path)
    if not is_folder(place):
        if is_file(place):
            raise NnsimError(tr("{path} is a file. Choose the folder it lies in.").format(path=place))
        raise NnsimError(
            tr("There is no folder {path}. It may have been moved or renamed.").format(path=place)
        )
    # Of "." and the like the name is asked for.
    return Path(os.path.abspath(place))


def plain_file(path: Path) -> Path:
    """Return `path` when a file is there.

    Raises
    ------
    NnsimError
        When there is none or it may not be looked for, and for what is no file: a pipe would be waited
        for, and a device may never end.
    """
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise why_not_read(error, path) from error
    except ValueError as error:  # a NUL, or half a character
        raise NnsimError(tr("This cannot be the name of a file. Choose another one.")) from error
    if stat.S_ISDIR(mode):
        raise why_not_read(IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)), path)
    if not stat.S_ISREG(mode):
        raise NnsimError(tr("{path} is a device, not a file. Choose another name.").format(path=path))
    return path
