"""A dialog that asks for a file, with room to read what files there are."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QHeaderView, QTreeView, QWidget

from nnsim.ui.look import fonts

_ROOM = 900, 560
"""Pixels across and down, before letters grow."""
_PADDING = 24
"""Pixels that the style puts around the words of a cell, of which Qt knows nothing."""


def file_dialog(parent: QWidget, title: str, start: str = "") -> QFileDialog:
    """Return a dialog that begins at a folder or file; its caller says what it asks for, and opens it."""
    dialog = QFileDialog(parent, title, start)
    give_room(dialog)
    return dialog


def give_room(dialog: QFileDialog) -> None:
    """Let Qt's own dialog be as large as its columns need; a desktop's own is left alone."""
    tree, model = dialog.findChild(QTreeView), dialog.findChild(QFileSystemModel)
    if tree is None or model is None:
        return
    wanted = QSize(*(fonts.grown(side) for side in _ROOM))
    dialog.resize(wanted.boundedTo(dialog.screen().availableSize() * 0.9))
    tree.header().setStretchLastSection(False)
    soon = QTimer(dialog, interval=0, singleShot=True)
    soon.timeout.connect(lambda: _fit(tree))
    for arrived in (model.directoryLoaded, tree.model().rowsInserted, tree.model().layoutChanged):
        arrived.connect(lambda *_: soon.start())


def _fit(tree: QTreeView) -> None:
    """Make all columns but the first as wide as their words need; the names have the rest."""
    header = tree.header()
    for column in range(1, header.count()):
        tree.resizeColumnToContents(column)
        tree.setColumnWidth(column, tree.columnWidth(column) + fonts.grown(_PADDING))
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
