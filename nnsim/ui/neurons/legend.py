"""The legend of the neurons: what the curves mean, what a click does, what the pictures show."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.painting import pen_for

_MOST_NOTE = 0.1
"""Part of the view's height that words below the curves may take."""
_KEY = 46
"""Pixels that the sample of a curve takes, with the room about it."""


@dataclass(frozen=True)
class _Layout:
    """Where things stand: sizes in pixels; `below` is the height of a hint that has rows of its own."""

    width: float
    head: float
    below: float
    hint: str
    in_one_row: bool

    @property
    def height(self) -> float:
        return self.head + self.below


class Legend:
    """Laid out in so many pixels: in less than all of it takes, hint and note stand below the curves.

    Where they would hide more than a part of a view `height` pixels high, they are left out.
    """

    def __init__(self) -> None:
        self.note = ""
        """What is to be said about the pictures."""

    def height(self, width: float, height: float) -> float:
        """Return how many pixels it takes at the foot."""
        return self._laid_out(width, height).height

    def paint(self, painter: QPainter, corner: QPointF, width: float, height: float) -> None:
        """Draw it, its lower left corner at `corner`."""
        look, layout = theme(), self._laid_out(width, height)
        ground = QRectF(corner.x(), corner.y() - layout.height, layout.width, layout.height)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("panel", 0.92))
        painter.drawRoundedRect(ground, 8, 8)
        painter.setFont(fonts.ui_font(fonts.SMALL))
        x = _paint_keys(painter, ground, layout.in_one_row)
        painter.setPen(look.colour("muted"))
        if layout.below:
            area = QRectF(ground.left() + 10, ground.top() + layout.head, ground.width() - 20, layout.below)
            painter.drawText(area, int(Qt.TextFlag.TextWordWrap), layout.hint)
        elif layout.hint:
            area = QRectF(x, ground.top(), ground.right() - x, layout.head)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), layout.hint)

    def _laid_out(self, width: float, height: float) -> _Layout:
        measure = QFontMetricsF(fonts.ui_font(fonts.SMALL))
        keys = sum(_KEY + measure.horizontalAdvance(text) for _, text in _keys())
        in_one_row = keys + 6 <= width
        head = fonts.grown(26) if in_one_row else len(_keys()) * fonts.grown(18) + 8
        deeds = tr("Click a line to set its weight, double-click a unit to set its bias")
        hint = " · ".join(text for text in (deeds, self.note) if text)
        whole = keys + measure.horizontalAdvance(hint) + 20
        if whole <= width:
            return _Layout(whole, head, 0.0, hint, in_one_row)
        wrapped = QRectF(0, 0, width - 20, 1000)
        below = measure.boundingRect(wrapped, int(Qt.TextFlag.TextWordWrap), hint).height() + 6
        if below > _MOST_NOTE * height:
            return _Layout(min(keys + 6, width), head, 0.0, "", in_one_row)
        return _Layout(width, head, below, hint, in_one_row)


def _keys() -> tuple[tuple[bool, str], ...]:
    return (True, tr("positive weight")), (False, tr("negative weight"))


def _paint_keys(painter: QPainter, ground: QRectF, in_one_row: bool) -> float:
    """Draw a curve of each sign with its name; return where what stands beside them begins."""
    measure, row = QFontMetricsF(painter.font()), fonts.grown(26)
    x, y = ground.left() + 10, ground.top() + (row / 2 if in_one_row else 4 + fonts.grown(9))
    for positive, text in _keys():
        painter.setPen(pen_for(positive, 0.5))
        painter.drawLine(QPointF(x, y), QPointF(x + 26, y))
        painter.setPen(theme().colour("text"))
        wide = measure.horizontalAdvance(text)
        painter.drawText(QRectF(x + 32, y - row / 2, wide + 4, row), int(Qt.AlignmentFlag.AlignVCenter), text)
        x, y = (x + _KEY + wide, y) if in_one_row else (x, y + fonts.grown(18))
    return x
