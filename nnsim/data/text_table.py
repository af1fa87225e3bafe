"""A file of the user's: that it is there and may be read, or why not."""

from __future__ import annotations

from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr


def unreadable(path: Path, error: OSError) -> NnsimError:
    """Return what to say when the system refuses a file."""
    if isinstance(error, FileNotFoundError):
        return NnsimError(tr("There is no file {path}. Choose another.").format(path=path))
    if isinstance(error, PermissionError):
        return NnsimError(tr("{path} may not be read. Change its permissions.").format(path=path))
    return NnsimError(tr("{path} cannot be read: {why}.").format(path=path, why=error.strerror or error))


def existing_file(path: str) -> Path:
    """Return `path` when a file is there; raises NnsimError otherwise."""
    if not path.strip():
        raise NnsimError(tr("No file is chosen. Choose one."))
    file = Path(path).expanduser()
    if file.is_dir():
        raise NnsimError(tr("{path} is a folder. Choose a file.").format(path=file))
    if not file.exists():
        raise NnsimError(tr("There is no file {path}. Choose another.").format(path=file))
    return file
