"""How an entry of the Gradient lab's list looks: its name, who published it, and how it went."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

KEY = Qt.ItemDataRole.UserRole
"""Role: the key of an entry; None for a heading."""
BELOW = Qt.ItemDataRole.UserRole + 1
"""Role: what stands below its name."""
VERDICT = Qt.ItemDataRole.UserRole + 2
"""Role: how it went, in words; and behind it the state it is coloured by."""
STATE = Qt.ItemDataRole.UserRole + 3

_HEADING, _PAD = 30, 8
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
Index = QModelIndex | QPersistentModelIndex


class LabEntry(QStyledItemDelegate):
    """Paints an entry in two lines or three, or a heading."""

    def __init__(self, list_: QListView) -> None:
        super().__init__(list_)
        self._list = list_

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(KEY) is None:
            return QSize(80, fonts.grown(_HEADING))
        width = self._list.viewport().width()
        lines = [self._height(font, text, width) for font, text, _ in _lines(index)]
        return QSize(80, sum(lines) + 2 * _PAD + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(KEY) is None:
            painter.setPen(theme().colour("muted"))
            painter.setFont(fonts.spaced(fonts.ui_font()))
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(option.rect.adjusted(10, 0, 0, -6), align, index.data().upper())
        else:
            _paint_ground(painter, option)
            top = option.rect.top() + _PAD
            for font, text, token in _lines(index):
                height = self._height(font, text, option.rect.width())
                painter.setFont(font)
                painter.setPen(theme().colour(token))
                room = QRect(option.rect.left() + 10, top, option.rect.width() - 20, height)
                painter.drawText(room, _WRAP, text)
                top += height
        painter.restore()

    @staticmethod
    def _height(font: QFont, text: str, width: int) -> int:
        return QFontMetrics(font).boundingRect(QRect(0, 0, max(width - 20, 40), 1000), _WRAP, text).height()


def _lines(index: Index) -> list[tuple[QFont, str, str]]:
    """Return the lines of an entry: type, words, colour."""
    name = fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.Medium)
    small = fonts.sized(fonts.ui_font(), fonts.SMALL)
    found = [(name, index.data(), "text"), (small, index.data(BELOW) or "", "muted")]
    found.append((small, index.data(VERDICT) or "", index.data(STATE) or "muted"))
    return [line for line in found if line[1]]


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paint what says that an entry is chosen, below the mouse, or where the keys go."""
    look, state = theme(), option.state
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    if not (chosen or state & QStyle.StateFlag.State_MouseOver):
        return
    painter.setBrush(look.colour("raised") if chosen else look.colour("hover", 0.5))
    edge = QPen(look.colour("accent"), 2 if focused else 1) if chosen else QPen(Qt.PenStyle.NoPen)
    painter.setPen(edge)
    painter.drawRoundedRect(QRectF(option.rect).adjusted(3, 1.5, -3, -1.5), 8, 8)
