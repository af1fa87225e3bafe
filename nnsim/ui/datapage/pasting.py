"""A table, or a file, that was copied elsewhere, used as the data."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from nnsim.base.errors import NnsimError
from nnsim.data.files.pasted import pasted_table
from nnsim.ui.datapage.files import dropped_file
from nnsim.ui.datapage.selection import DataSelection


def paste(selection: DataSelection, complain: Callable[[str], object]) -> None:
    """Read what the clipboard holds; `complain` is told why it cannot be."""
    copied = QGuiApplication.clipboard().mimeData()
    path = dropped_file(copied)
    try:
        if path:
            selection.open_file(path)
        else:
            selection.open_file(str(pasted_table(copied.text())), keep=True)
    except NnsimError as error:
        complain(str(error))
