"""The gallery: every data source there is, with a picture, in groups that can be searched."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.text import tr
from nnsim.data.source import Source, sources
from nnsim.ui.datapage.thumbnails import paint_thumbnail
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.search_keys import SearchKeys
from nnsim.ui.widgets.style import label
from nnsim.ui.widgets.text_field import SearchField

_KEY = Qt.ItemDataRole.UserRole
_CHOSEN = Qt.ItemDataRole.UserRole + 1
_ROW, _HEADING, _PICTURE = 56, 28, 44


class SourceGallery(QWidget):
    """Search on top ("/" jumps there), the sources below.

    The arrow keys only look around; a click or Enter chooses.
    """

    chosen = Signal(str)
    """A user chose the source of this key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(tr("Search data"))
        self.search.setAcceptDrops(False)
        self.list = _SourceList()
        self._nothing = label(tr("No data is called that. Try another word."), "muted")
        self._nothing.setWordWrap(True)
        self._current = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.search)
        box.addWidget(self._nothing)
        box.addWidget(self.list, 1)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.list.choose_current)
        SearchKeys(self.search, self.list.step)
        self.list.chosen.connect(self.chosen)
        self._filter("")

    def set_current(self, key: str) -> None:
        """Mark the source in use, and bring it into view when it is another than before."""
        if key != self._current:
            self._current = key
            self.list.mark(key)

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the sources on show, in order."""
        return tuple(item.data(_KEY) for item in self.list.entries())

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        found = [cls for cls in sources if all(word in _searched(cls) for word in words)]
        self.list.show_sources(found)
        self.list.mark(self._current)
        if words:
            self.list.setCurrentRow(-1)
            self.list.step(1)
        self._nothing.setVisible(not found)
        self.list.setVisible(bool(found))


def _searched(cls: type[Source]) -> str:
    return " ".join((tr(cls.title), tr(cls.summary), tr(cls.group), cls.title, cls.key)).casefold()


class _SourceList(QListWidget):
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Data sources"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_SourceDelegate(self))

    def show_sources(self, found: list[type[Source]]) -> None:
        """Show these sources under the headings of their groups, in registry order."""
        self.clear()
        for group, members in groupby(found, key=lambda cls: cls.group):
            heading = QListWidgetItem(tr(group))
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(heading)
            for cls in members:
                item = QListWidgetItem(tr(cls.title))
                item.setData(_KEY, cls.key)
                item.setToolTip(tr(cls.summary))
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, tr(cls.summary))
                self.addItem(item)

    def entries(self) -> list[QListWidgetItem]:
        """Return the entries, without the headings."""
        items = [self.item(row) for row in range(self.count())]
        return [item for item in items if item.data(_KEY) is not None]

    def mark(self, key: str) -> None:
        """Mark the source in use."""
        for item in self.entries():
            in_use = item.data(_KEY) == key
            item.setData(_CHOSEN, in_use)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                tr("{source}, in use").format(source=item.text()) if in_use else item.text(),
            )
            if in_use:
                self.setCurrentItem(item)
                self.scrollToItem(item)

    def step(self, way: int) -> None:
        """Make the next or previous entry current, passing headings."""
        row = self.currentRow() + way
        while 0 <= row < self.count():
            if self.item(row).data(_KEY) is not None:
                self.setCurrentRow(row)
                return
            row += way

    def choose_current(self) -> None:
        """Choose the current entry, as Enter does."""
        item = self.currentItem()
        if item is not None and item.data(_KEY) is not None:
            self.chosen.emit(item.data(_KEY))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose_current()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and item is not None and item is self.currentItem():
            self.choose_current()


class _SourceDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.data(_KEY) is not None:
            return QSize(80, fonts.grown(_ROW))
        return QSize(80, fonts.grown(_HEADING) + (0 if index.row() == 0 else 8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(_KEY) is None:
            _paint_heading(painter, option.rect, index.data())
        else:
            _paint_ground(painter, option, bool(index.data(_CHOSEN)))
            corner = option.rect.topLeft() + QPoint(6, (fonts.grown(_ROW) - _PICTURE) // 2)
            paint_thumbnail(painter, index.data(_KEY), QRectF(QRect(corner, QSize(_PICTURE, _PICTURE))))
            _paint_words(painter, option.rect, index)
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, text: str) -> None:
    painter.setPen(theme().colour("muted"))
    painter.setFont(fonts.spaced(fonts.ui_font()))
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(rect.adjusted(2, 0, 0, -7), align, text.upper())


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, chosen: bool) -> None:
    look = theme()
    over = bool(option.state & QStyle.StateFlag.State_MouseOver)
    focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
    if chosen or over or focused:
        painter.setBrush(look.colour("raised") if chosen or focused else look.colour("hover", 0.5))
        painter.setPen(
            QPen(look.colour("accent"), 2 if focused else 1) if chosen or focused else QPen(Qt.PenStyle.NoPen)
        )
        inset = 1.0 if focused else 0.5
        area = QRectF(option.rect).adjusted(inset, 1 + inset, -inset, -1 - inset)
        painter.drawRoundedRect(area, 8, 8)


def _paint_words(painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
    look = theme()
    chosen = bool(index.data(_CHOSEN))
    words = rect.adjusted(_PICTURE + 16, 9, -(30 if chosen else 8), -9)
    title = fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold if chosen else QFont.Weight.Medium)
    small = fonts.sized(fonts.ui_font(), fonts.SMALL)
    left = Qt.AlignmentFlag.AlignLeft
    painter.setFont(title)
    painter.setPen(look.colour("text"))
    text = QFontMetrics(title).elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, left | Qt.AlignmentFlag.AlignTop, text)
    painter.setFont(small)
    painter.setPen(look.colour("muted"))
    summary = QFontMetrics(small).elidedText(
        index.data(Qt.ItemDataRole.ToolTipRole), Qt.TextElideMode.ElideRight, words.width()
    )
    painter.drawText(words, left | Qt.AlignmentFlag.AlignBottom, summary)
    if chosen:
        mark = QRectF(0, 0, 14, 14)
        mark.moveCenter(QRectF(rect.right() - 24, rect.top(), 16, rect.height()).center())
        icons.paint(painter, "check", mark, look.accent)
