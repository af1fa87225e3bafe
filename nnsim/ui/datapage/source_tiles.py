"""How a data source looks among tiles: its picture above its name."""

from __future__ import annotations

import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from nnsim.ui.datapage.source_list import IN_USE, KEY
from nnsim.ui.datapage.source_rows import paint_ground
from nnsim.ui.datapage.thumbnails import paint_thumbnail
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_WIDTH, _ROOMY, _WORDS = 78, 94, 33
"""Pixels of a tile across, where there is little room and where there is much, and of its name in two
lines, before letters grow."""
_PICTURE, _TOP = 44, 7


class SourceTile(QStyledItemDelegate):
    """Paints a source as a tile; the one in use has a frame and bold letters.

    Attributes
    ----------
    is_roomy
        Whether tiles are so wide that most names stand in them whole.
    """

    is_roomy = False

    @property
    def size(self) -> QSize:
        """Pixels of a tile at the size of type in use."""
        return self.size_of(self.is_roomy)

    @staticmethod
    def size_of(roomy: bool) -> QSize:
        """Return the pixels of a tile where there is much room, or little."""
        return QSize(fonts.grown(_ROOMY if roomy else _WIDTH), _TOP + _PICTURE + fonts.grown(_WORDS))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.size

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        in_use = bool(index.data(IN_USE))
        area = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, option, in_use)
        picture = QRectF(area.center().x() - _PICTURE / 2, area.top() + _TOP, _PICTURE, _PICTURE)
        paint_thumbnail(painter, index.data(KEY), picture)
        font = fonts.sized(
            fonts.ui_font(), fonts.SMALL, QFont.Weight.DemiBold if in_use else QFont.Weight.Normal
        )
        painter.setFont(font)
        painter.setPen(theme().colour("text"))
        words = QRectF(
            area.left() + 1, picture.bottom() + 1, area.width() - 2, area.bottom() - picture.bottom() - 2
        )
        metrics, width = QFontMetrics(font), int(words.width())
        text = "\n".join(lines_of(fitting(index.data(), metrics, width), metrics, width))
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
        painter.restore()


def fitting(name: str, metrics: QFontMetrics, width: int) -> str:
    """Return a name, without what stands in brackets behind it where it does not fit whole."""
    if metrics.horizontalAdvance(name) <= width:
        return name
    return re.sub(r"\s*[(（][^()（）]*[)）]$", "", name) or name


def lines_of(name: str, metrics: QFontMetrics, width: int) -> list[str]:
    """Return a name in one line where it fits, else in two, cut where even these are too narrow."""
    if metrics.horizontalAdvance(name) <= width:
        return [name]
    words = name.split(" ")
    first = next(
        (n for n in range(len(words) - 1, 0, -1) if metrics.horizontalAdvance(" ".join(words[:n])) <= width),
        1,
    )
    found = [" ".join(words[:first]), " ".join(words[first:])]
    return [_cut(line, metrics, width) for line in found if line]


def _cut(line: str, metrics: QFontMetrics, width: int) -> str:
    fits = metrics.horizontalAdvance(line) <= width
    return line if fits else metrics.elidedText(line, Qt.TextElideMode.ElideRight, width)
