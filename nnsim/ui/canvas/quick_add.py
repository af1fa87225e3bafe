"""A small box to type a layer's name into: filters while typing, Enter adds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
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
from nnsim.engine.layer import Layer
from nnsim.ui.layer_catalogue import Entry, search
from nnsim.ui.theme import theme

_ENTRY = Qt.ItemDataRole.UserRole
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class QuickAdd(QFrame):
    """Lies over its parent until a layer is chosen, Escape is pressed, or it loses the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("quickAdd")
        self.setAutoFillBackground(True)
        self._chosen: Callable[[Layer], object] | None = None
        self.line = QLineEdit(placeholderText=tr("Type a layer's name"))
        self.line.setAccessibleName(tr("Name of the layer to add"))
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("Layers found"))
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
        self.resize(248, 292)
        self.hide()

    def ask(self, at: QPointF, chosen: Callable[[Layer], object]) -> None:
        """Open at `at`, a point of the parent, and call `chosen` with the layer that is chosen."""
        self._chosen = chosen
        self.line.clear()
        self._filter("")
        room = self.parentWidget().rect()
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
            "QListWidget { background: transparent; border: none; outline: none; }"
            f"QListWidget::item {{ padding: 4px 6px; border-radius: 6px; color: {colours.text}; }}"
            f"QListWidget::item:hover {{ background: {colours.raised}; }}"
            f"QListWidget::item:selected {{ background: {colours.accent}; color: {colours.on_accent}; }}"
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
        self.list.setIconSize(QSize(10, 10))
        for entry in search(text):
            item = QListWidgetItem(square(entry, self.devicePixelRatioF()), entry.title)
            item.setToolTip(entry.tooltip)
            item.setData(_ENTRY, entry)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _choose(self) -> None:
        item, chosen = self.list.currentItem(), self._chosen
        if item is None or chosen is None:
            return
        entry: Entry = item.data(_ENTRY)
        self._close()
        chosen(entry.preset.layer)

    def _close(self, refocus: bool = True) -> None:
        self._chosen = None
        self.hide()
        if refocus:
            self.parentWidget().setFocus(Qt.FocusReason.OtherFocusReason)


def square(entry: Entry, ratio: float) -> QIcon:
    """Return the small square in the colour of the entry's category."""
    pixmap = QPixmap(int(10 * ratio), int(10 * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour(entry.category))
    painter.drawRoundedRect(0, 0, 10, 10, 2.5, 2.5)
    painter.end()
    return QIcon(pixmap)
