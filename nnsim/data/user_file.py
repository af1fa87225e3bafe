"""A file of the user's: whether it is there, and what to say when it cannot be read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.paths import expanded
from nnsim.base.text import tr


def unreadable(path: Path, error: OSError) -> NnsimError:
    """Return what to say when the system refuses a file."""
    name = path.name if len(path.name) <= 60 else path.name[:60] + "…"
    shown = path.with_name(name)
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
        return NnsimError(tr("There is no file {path}. Choose another.").format(path=shown))
    if isinstance(error, PermissionError):
        return NnsimError(tr("{path} may not be read. Change its permissions.").format(path=shown))
    return NnsimError(tr("{path} cannot be read: {why}.").format(path=shown, why=error.strerror or error))


def existing_file(path: str) -> Path:
    """Return `path` when a file is there; raises NnsimError otherwise."""
    if not path.strip():
        raise NnsimError(tr("No file is chosen. Choose one."))
    file = expanded(path)
    try:
        mode = os.stat(file).st_mode
    except OSError as error:
        raise unreadable(file, error) from error
    except ValueError as error:  # a NUL, or half a character
        raise NnsimError(tr("This cannot be the name of a file. Choose another one.")) from error
    if stat.S_ISDIR(mode):
        raise NnsimError(tr("{path} is a folder. Choose a file.").format(path=file))
    if not stat.S_ISREG(mode):
        raise NnsimError(tr("{path} is a device, not a file. Choose another.").format(path=file))
    return file
