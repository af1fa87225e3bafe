"""The left side: the gallery of sources, and the way to a file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.ui.datapage.gallery import SourceGallery
from nnsim.ui.datapage.surface import Surface
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import button, label, wrapped


class SourceColumn(Surface):
    """Where the examples may come from."""

    file_wanted = Signal()
    """A user wants to open a file."""
    folder_wanted = Signal()
    """A user wants to open a folder."""
    paste_wanted = Signal()
    """A user wants to use what was copied elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.gallery = SourceGallery()
        self.open = button(tr("Open a file…"), self.file_wanted.emit, variant="primary", icon_name="open")
        self.open.setMinimumHeight(fonts.grown(36))
        self.open_folder = button(tr("Open a folder…"), self.folder_wanted.emit, icon_name="open")
        self.paste = button(tr("Paste a table"), self.paste_wanted.emit, variant="link")
        self.paste.setToolTip(
            wrapped(tr("Rows copied from a spreadsheet or a page, or a copied file (Ctrl+V)"))
        )
        hint = label(tr("or drop a table, a file of arrays or a folder of images"), "muted")
        hint.setFont(fonts.ui_font(fonts.SMALL))
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.setContentsMargins(12, 12, 12, 12)
        self.column.setSpacing(10)
        self.column.addWidget(self.gallery, 1)
        self.column.addWidget(self.open)
        self.column.addWidget(self.open_folder)
        self.column.addWidget(self.paste, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(hint)
