"""A raised card of the right column: a heading, a note beside it, and what it holds."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import label


class Card(QFrame):
    """What stands in it goes into `column`; what stands beside its heading into `head`."""

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setProperty("level", "raised")
        self.heading = QLabel(title)
        self.heading.setFont(fonts.ui_font(fonts.BASE, QFont.Weight.DemiBold))
        self.note = label(note, "muted")
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self.heading)
        self.head.addStretch(1)
        self.head.addWidget(self.note)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 10, 14, 12)
        self.column.setSpacing(6)
        self.column.addLayout(self.head)
        self.setAccessibleName(title)

    def name(self, title: str) -> None:
        """Show another heading."""
        self.heading.setText(title)
        self.setAccessibleName(title)
