"""A list of data sources: which are on show, which one is in use, and choosing another."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QListWidgetItem

from nnsim.base.text import tr
from nnsim.data.source import Source
from nnsim.ui.widgets.headed_list import HeadedList
from nnsim.ui.widgets.style import wrapped

KEY = Qt.ItemDataRole.UserRole
"""Role: the key of a source; None for a heading."""
IN_USE = Qt.ItemDataRole.UserRole + 1
"""Role: whether the source is the one in use."""
SUMMARY = Qt.ItemDataRole.UserRole + 2
"""Role: what the source is about."""


class SourceList(HeadedList):
    """Data sources to choose from, one of which is in use; a delegate paints them, from the roles `KEY` and `IN_USE`.

    The arrow keys only look around; a click or Enter chooses.
    """

    chosen = Signal(str)
    """A user chose the source of this key."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Data sources"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def use_tiles(self) -> None:
        """Let the sources stand beside each other in as many rows as there have to be."""
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def show_grouped(self, found: Iterable[type[Source]]) -> None:
        """Show these sources under the headings of their groups, in registry order."""
        self.clear()
        for group, members in groupby(found, key=lambda cls: cls.group):
            self.add_heading(tr(group))
            self._add(members)

    def show_plain(self, found: Iterable[type[Source]]) -> None:
        """Show these sources without headings."""
        self.clear()
        self._add(found)

    def _add(self, found: Iterable[type[Source]]) -> None:
        for cls in found:
            item = QListWidgetItem(tr(cls.title))
            item.setData(KEY, cls.key)
            item.setData(SUMMARY, tr(cls.summary))
            item.setToolTip(wrapped(f"{tr(cls.title)}\n{tr(cls.summary)}"))
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, tr(cls.summary))
            self.addItem(item)

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the sources on show, in order."""
        return tuple(item.data(KEY) for item in self.entries())

    def entries(self) -> list[QListWidgetItem]:
        """Return the entries, without the headings."""
        items = [self.item(row) for row in range(self.count())]
        return [item for item in items if item.data(KEY) is not None]

    def mark(self, key: str) -> None:
        """Mark the source in use."""
        for item in self.entries():
            in_use = item.data(KEY) == key
            item.setData(IN_USE, in_use)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                tr("{source}, in use").format(source=item.text()) if in_use else item.text(),
            )
            if in_use:
                self.setCurrentItem(item)
                self.scrollToItem(item)

    def choose_current(self) -> None:
        """Choose the current entry, as Enter does."""
        item = self.currentItem()
        if item is not None and item.data(KEY) is not None:
            self.chosen.emit(item.data(KEY))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back, on = (
            (Qt.Key.Key_Left, Qt.Key.Key_Right) if self.isWrapping() else (Qt.Key.Key_Up, Qt.Key.Key_Down)
        )
        if event.key() in (back, on) and not event.modifiers():
            self.step(1 if event.key() == on else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose_current()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and item is not None and item is self.currentItem():
            self.choose_current()
