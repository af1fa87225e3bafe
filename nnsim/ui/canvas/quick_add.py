"""A small box to type a layer's name into: filters while typing, Enter adds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.engine.layer import Layer, Preset
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.palette.entry_delegate import ENTRY, EntryDelegate, row_height
from nnsim.ui.palette.layer_catalogue import Entry, search
from nnsim.ui.widgets.style import wrapped

_MOST_ROWS = 8
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class QuickAdd(QFrame):
    """Lies over its parent until a layer is chosen, Escape is pressed, or it loses the focus.

    `fitted` returns the layer that an entry adds, as the data at hand ask for it.
    """

    def __init__(self, parent: QWidget, fitted: Callable[[Preset], Layer]) -> None:
        super().__init__(parent)
        self._over, self._fitted = parent, fitted
        self.setObjectName("quickAdd")
        self.setAutoFillBackground(True)
        self._chosen: Callable[[Layer], object] | None = None
        self.line = QLineEdit()
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        box.addWidget(self.line)
        box.addWidget(self.list)
        self.line.textChanged.connect(self._filter)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._choose())
        self.line.setPlaceholderText(tr("Type a layer's name"))
        self.line.setAccessibleName(tr("Name of the layer to add"))
        self.list.setAccessibleName(tr("Layers found"))
        self.hide()

    def ask(self, at: QPointF, chosen: Callable[[Layer], object]) -> None:
        """Open at `at`, a point of the parent, and call `chosen` with the layer that is chosen."""
        self._chosen = chosen
        self.line.clear()
        self._filter("")
        room = self._over.rect()
        x = max(0, min(int(at.x()) + 4, room.width() - self.width() - 4))
        y = max(0, min(int(at.y()) + 4, room.height() - self.height() - 4))
        self.move(x, y)
        self.retheme()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        colours = theme()
        self.setStyleSheet(
            f"#quickAdd {{ background: {colours.panel}; border: 1px solid {colours.line};"
            " border-radius: 8px; }"
            "QListWidget { background: transparent; border: none; outline: none; padding: 0; }"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line:
            if event.type() == QEvent.Type.KeyPress:
                assert isinstance(event, QKeyEvent)
                return self._take_key(event)
            if event.type() == QEvent.Type.FocusOut and self.isVisible():
                self._close(refocus=False)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._close()
        elif key in _LIST_KEYS:
            QApplication.sendEvent(self.list, event)
        else:
            return False
        return True

    def _filter(self, text: str) -> None:
        self.list.clear()
        for entry in search(text):
            item = QListWidgetItem(entry.title)
            item.setToolTip(wrapped(entry.tooltip))
            item.setData(ENTRY, entry)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = min(max(self.list.count(), 1), _MOST_ROWS)
        self.resize(fonts.grown(248), self.line.sizeHint().height() + rows * row_height() + 26)

    def _choose(self) -> None:
        item, chosen = self.list.currentItem(), self._chosen
        if item is None or chosen is None:
            return
        entry: Entry = item.data(ENTRY)
        self._close()
        chosen(self._fitted(entry.preset))

    def _close(self, refocus: bool = True) -> None:
        self._chosen = None
        self.hide()
        if refocus:
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
