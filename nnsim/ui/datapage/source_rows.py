"""How a data source looks in a list: a row with its picture, its name and what it is about."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnsim.ui.datapage.source_list import IN_USE, KEY, SUMMARY
from nnsim.ui.datapage.thumbnails import paint_thumbnail
from nnsim.ui.look import fonts, icons
from nnsim.ui.look.theme import theme

_ROW, _HEADING, _PICTURE = 56, 28, 44


class SourceRow(QStyledItemDelegate):
    """Paints a source as a row with its picture and what it is about, or a heading."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.data(KEY) is not None:
            return QSize(80, fonts.grown(_ROW))
        return QSize(80, fonts.grown(_HEADING) + (0 if index.row() == 0 else 8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(KEY) is None:
            _paint_heading(painter, option.rect, index.data())
        else:
            paint_ground(painter, option, bool(index.data(IN_USE)))
            corner = option.rect.topLeft() + QPoint(6, (fonts.grown(_ROW) - _PICTURE) // 2)
            paint_thumbnail(painter, index.data(KEY), QRectF(QRect(corner, QSize(_PICTURE, _PICTURE))))
            _paint_words(painter, option.rect, index)
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, text: str) -> None:
    painter.setPen(theme().colour("muted"))
    painter.setFont(fonts.spaced(fonts.ui_font()))
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
    painter.drawText(rect.adjusted(2, 0, 0, -7), align, text.upper())


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, chosen: bool) -> None:
    """Paint what says that a source is in use, below the mouse, or where the keys go."""
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
    chosen = bool(index.data(IN_USE))
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
    summary = QFontMetrics(small).elidedText(index.data(SUMMARY), Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, left | Qt.AlignmentFlag.AlignBottom, summary)
    if chosen:
        mark = QRectF(0, 0, 14, 14)
        mark.moveCenter(QRectF(rect.right() - 24, rect.top(), 16, rect.height()).center())
        icons.paint(painter, "check", mark, look.accent)
