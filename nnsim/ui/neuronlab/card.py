"""A framed part of a page with a heading."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.style import label


class Card(QWidget):
    """A rounded frame; what stands in it goes into `column`.

    Parameters
    ----------
    title
        Heading, translated.
    note
        Stands muted beside it.
    """

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self.heading, self.note = QLabel(title), label(note, "muted")
        self.heading.setFont(fonts.ui_font(fonts.BASE, QFont.Weight.DemiBold))
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self.heading)
        self.head.addWidget(self.note)
        self.head.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 14, 12)
        self.column.setSpacing(8)
        self.column.addLayout(self.head)
        self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(look.colour("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
