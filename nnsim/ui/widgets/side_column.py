"""Cards below each other that scroll where there is no room for all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nnsim.ui.look import fonts

_LEAST = 400


def side_column(*cards: QWidget, grows: int | None = None) -> QScrollArea:
    """Return `cards` in a column of their own; card number `grows` takes what the others leave, by default none."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(12, 12, 12, 12)
    column.setSpacing(10)
    for place, card in enumerate(cards):
        column.addWidget(card, 1 if place == grows else 0)
        if grows is not None and place != grows:
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    # Takes what is left where none grows, or the one that does is out of sight.
    column.addStretch(1 if grows is None else 0)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(fonts.grown(_LEAST))
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
