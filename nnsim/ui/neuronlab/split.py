"""A page of the lab: what is looked at on the left, cards about it on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nnsim.ui.look import fonts
from nnsim.ui.widgets.strip import Strip

_CARDS, _LEAST_CARDS = 430, 270


def lay_out(page: QWidget, head: QWidget, main: QWidget, cards: list[QWidget], grows: int) -> None:
    """Put `main` below `head` on the left of `page`, and `cards` to the right of both; card number `grows` grows."""
    row, left = QHBoxLayout(page), QVBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    left.setContentsMargins(0, 0, 0, 0)
    left.setSpacing(0)
    left.addWidget(head)
    left.addWidget(main, 1)
    row.addLayout(left, 3)
    row.addWidget(_scrolled(cards, grows), 2)


def _scrolled(cards: list[QWidget], grows: int) -> QScrollArea:
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(12, 12, 12, 12)
    column.setSpacing(10)
    for place, card in enumerate(cards):
        column.addWidget(card, 1 if place == grows else 0)
        if place != grows:
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    # Takes what is left where the one that grows is out of sight.
    column.addStretch(0)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(fonts.grown(_LEAST_CARDS))
    area.setMaximumWidth(fonts.grown(_CARDS))
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def bar_of(*widgets: QWidget) -> QWidget:
    """Return `widgets` side by side in a bar, what follows a stretch (None is none) at its right end."""
    made = Strip()
    made.setProperty("role", "bar")
    for widget in widgets:
        made.row.addWidget(widget)
    made.row.addStretch(1)
    return made
