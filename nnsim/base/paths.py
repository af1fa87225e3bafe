"""Where things are: the program's resources and the user's own places."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resources() -> Path:
    """Return the folder of icons, themes, examples and translations.

    Inside a wheel it travels as ``nnsim/_resources``; in a checkout it stands beside the package.
    """
    packed = _PACKAGE / "_resources"
    return packed if packed.is_dir() else _PACKAGE.parent / "resources"


def user_data() -> Path:
    """Return the user's folder for things nnsim keeps by itself (recovery copies, logs).

    ``NNSIM_HOME`` overrides it; otherwise the place the platform names for such data.
    """
    own = os.environ.get("NNSIM_HOME")
    if own:
        return Path(own)
    home = user_home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "nnsim"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "nnsim"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "nnsim"


def user_home() -> Path:
    """Return the user's own folder; where the system knows none, that for temporary files."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir())


def expanded(path: str) -> Path:
    """Return a path as a user wrote it, ``~`` and ``~anna`` put in full where there is such a user."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def is_file(path: Path) -> bool:
    """Return whether a file is there that may be looked for; never raises, whatever the name."""
    with suppress(OSError, ValueError):
        return stat.S_ISREG(os.stat(path).st_mode)
    return False


def is_folder(path: Path) -> bool:
    """Return whether a folder is there that may be looked for; never raises, whatever the name."""
    with suppress(OSError, ValueError):
        return stat.S_ISDIR(os.stat(path).st_mode)
    return False
