"""How a layer that can be added looks in a list: in the palette and in quick-add."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.palette.layer_catalogue import Entry

ENTRY = Qt.ItemDataRole.UserRole
"""Role of the `Entry` of a row."""
_ROW, _HEADING = 28, 30


def row_height() -> int:
    """Return the pixels an entry takes."""
    return fonts.grown(_ROW)


class EntryDelegate(QStyledItemDelegate):
    """Paints entries with the square of their category, and rows without an entry as headings."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.data(ENTRY) is not None:
            return QSize(80, row_height())
        return QSize(80, fonts.grown(_HEADING) + (0 if index.row() == 0 else 6))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entry: Entry | None = index.data(ENTRY)
        if entry is None:
            self._paint_heading(painter, option.rect, index.data())
        else:
            self._paint_entry(painter, option, entry)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setPen(theme().colour("muted"))
        painter.setFont(fonts.spaced(fonts.ui_font()))
        words = painter.fontMetrics().elidedText(text.upper(), Qt.TextElideMode.ElideRight, rect.width() - 2)
        painter.drawText(
            rect.adjusted(0, 0, 0, -7), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words
        )

    def _paint_entry(self, painter: QPainter, option: QStyleOptionViewItem, entry: Entry) -> None:
        colours, rect = theme(), QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(
                colours.colour("accent")
                if chosen and state & QStyle.StateFlag.State_HasFocus
                else Qt.PenStyle.NoPen
            )
            painter.setBrush(colours.colour("raised"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour(entry.category))
        painter.drawRoundedRect(QRectF(rect.left() + 8, rect.center().y() - 5, 10, 10), 2.5, 2.5)
        painter.setPen(colours.colour("text"))
        painter.setFont(fonts.ui_font())
        words = QFontMetrics(painter.font()).elidedText(
            entry.title, Qt.TextElideMode.ElideRight, int(rect.width()) - 34
        )
        painter.drawText(rect.adjusted(26, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, words)
