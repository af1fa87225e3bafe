"""The palette: every layer there is, to drag onto the canvas or to add by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt
from PySide6.QtGui import QDrag, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLabel,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.document.graph import Graph, Node
from nnsim.document.resolve import Resolved
from nnsim.engine.layer import Layer, Preset
from nnsim.ui.canvas.card import card_pixmap
from nnsim.ui.canvas.faces import faces
from nnsim.ui.canvas.geometry import CARD_TOP, CARD_WIDTH
from nnsim.ui.palette.entry_delegate import ENTRY, EntryDelegate
from nnsim.ui.palette.layer_catalogue import Entry, groups, search
from nnsim.ui.palette.layer_mime import mime_of
from nnsim.ui.widgets.headed_list import HeadedList
from nnsim.ui.widgets.search_keys import SearchKeys
from nnsim.ui.widgets.style import wrapped
from nnsim.ui.widgets.text_field import SearchField


class Palette(QWidget):
    """Search on top ("/" jumps there), the layers in groups below.

    `activated` fires with the layer of an entry that was double-clicked or chosen with Enter.

    Parameters
    ----------
    fitted
        Returns the layer that an entry adds, as the data at hand ask for it.
    """

    def __init__(
        self, parent: QWidget | None = None, fitted: Callable[[Preset], Layer] = attrgetter("layer")
    ) -> None:
        super().__init__(parent)
        self._fitted = fitted
        self.activated: Event[[Layer]] = Event()
        self.setAccessibleName(tr("Palette"))
        self.search = SearchField(tr("Search layers"))
        self.list = _EntryList(fitted)
        self._nothing = QLabel(tr("No layer is called that. Try another word."))
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("tone", "muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 8)
        box.setSpacing(8)
        box.addWidget(self.search)
        box.addWidget(self._nothing)
        box.addWidget(self.list, 1)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._activate_current)
        SearchKeys(self.search, self.list.step)
        self.list.activated.connect(lambda _index: self._activate_current())
        self._filter("")

    def _filter(self, text: str) -> None:
        found = search(text)
        self.list.show_entries(found, grouped=not text.strip())
        self._nothing.setVisible(not found)
        self.list.setVisible(bool(found))

    def _activate_current(self) -> None:
        entry = self.list.current_entry()
        if entry is not None:
            self.activated.fire(self._fitted(entry.preset))


class _EntryList(HeadedList):
    """Headings that cannot be chosen, and entries that can be dragged away."""

    def __init__(self, fitted: Callable[[Preset], Layer]) -> None:
        super().__init__()
        self._fitted = fitted
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Layers to add"))
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(EntryDelegate(self))
        self.setStyleSheet("QListWidget { background: transparent; border: none; padding: 0; }")

    def show_entries(self, found: tuple[Entry, ...], grouped: bool) -> None:
        """Show these entries, under headings or in the order of how well they fit."""
        self.clear()
        for title, members in groups(found) if grouped else [("", found)]:
            if title:
                self.add_heading(title)
            for entry in members:
                item = QListWidgetItem(entry.title)
                item.setData(ENTRY, entry)
                item.setToolTip(wrapped(entry.tooltip))
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, entry.tooltip)
                self.addItem(item)
        self.setCurrentRow(-1)
        if not grouped:
            self.step(1)

    def current_entry(self) -> Entry | None:
        """Return the entry that Enter would add."""
        item = self.currentItem()
        entry: Entry | None = item.data(ENTRY) if item is not None else None
        return entry

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        entry = items[0].data(ENTRY) if items else None
        return mime_of(self._fitted(entry.preset)) if entry is not None else QMimeData()

    def startDrag(self, actions: Qt.DropAction) -> None:
        drag = self.make_drag()
        if drag is not None:
            drag.exec(Qt.DropAction.CopyAction)
            # The drag kept the mouse to itself: without this the row it left stays lit.
            QApplication.sendEvent(self.viewport(), QEvent(QEvent.Type.Leave))

    def make_drag(self) -> QDrag | None:
        """Return a drag of the current entry that shows the card it will become."""
        entry = self.current_entry()
        if entry is None:
            return None
        layer = self._fitted(entry.preset)
        drag = QDrag(self)
        drag.setMimeData(mime_of(layer))
        face = faces(Graph((Node(layer.key, entry.title, layer),)), Resolved())[layer.key]
        drag.setPixmap(card_pixmap(face, self.devicePixelRatioF()))
        drag.setHotSpot(QRectF(0, 0, CARD_WIDTH + 16, 16 - 2 * CARD_TOP).center().toPoint())
        return drag

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.text().isprintable() and event.text().strip():
            # Typing belongs to the search line, reached with "/"; letters are keys of the canvas.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.currentRow() < 0 and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.step(1)  # or nobody would see where the focus is
