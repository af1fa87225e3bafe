"""Entries with a box to tick, whose box is seen on any ground."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from nnsim.ui.look.theme import theme

_DARKER = 140
"""Per cent by which the style of the application makes the line round a box darker than its window."""


class CheckDelegate(QStyledItemDelegate):
    """Draws entries as usual, with a line round the box in the colour of secondary words."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        # In a dark theme a line that is darker than the window cannot be told from it.
        option.palette.setColor(QPalette.ColorRole.Window, QColor(theme().muted).lighter(_DARKER))
