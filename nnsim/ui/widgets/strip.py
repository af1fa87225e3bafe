"""A row of controls that scrolls sideways where there is no room for all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from nnsim.ui.look import fonts

_HEIGHT = 44


class Strip(QScrollArea):
    """What stands in it goes into `row`; what has the focus is scrolled into sight."""

    def __init__(self, height: int = _HEIGHT) -> None:
        super().__init__()
        inside = QWidget()
        self.row = QHBoxLayout(inside)
        self.row.setContentsMargins(16, 4, 16, 4)
        self.row.setSpacing(6)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(fonts.grown(height))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
