"""Opening a file of anybody's."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr


def open_file(path: Path) -> BinaryIO:
    """Return the file at `path`, open for reading.

    Raises
    ------
    NnsimError
        When there is none or it may not be read, and for what is no file: a pipe would be waited for, and a
        device may never end.
    """
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise NnsimError(tr("{path} is a device, not a file. Choose another name.").format(path=path))
        return open(path, "rb")
    except OSError as error:
        raise why_not_read(error, path) from error
    except ValueError as error:
        raise NnsimError(tr("This cannot be the name of a file. Choose another one.")) from error
