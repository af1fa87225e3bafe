"""How a data source looks among tiles: its picture above its name."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from nnsim.ui.datapage.source_list import IN_USE, KEY
from nnsim.ui.datapage.source_rows import paint_ground
from nnsim.ui.datapage.thumbnails import paint_thumbnail
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

TILE = QSize(76, 74)
"""Pixels of a tile, before it grows with its letters."""
_PICTURE = 44


class SourceTile(QStyledItemDelegate):
    """Paints a source as a tile; the one in use has a frame and bold letters."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return tile_size()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        in_use = bool(index.data(IN_USE))
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, in_use)
        picture = QRectF(area.center().x() - _PICTURE / 2, area.top() + 7, _PICTURE, _PICTURE)
        paint_thumbnail(painter, index.data(KEY), picture)
        font = fonts.sized(
            fonts.ui_font(), fonts.SMALL, QFont.Weight.DemiBold if in_use else QFont.Weight.Normal
        )
        painter.setFont(font)
        painter.setPen(theme().colour("text"))
        words = QRectF(
            area.left() + 4, picture.bottom(), area.width() - 8, area.bottom() - picture.bottom() - 3
        )
        text = QFontMetrics(font).elidedText(index.data(), Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


def tile_size() -> QSize:
    """Return the pixels of a tile at the size of type in use."""
    return QSize(fonts.grown(TILE.width()), _PICTURE + 7 + fonts.grown(TILE.height() - _PICTURE - 7))
