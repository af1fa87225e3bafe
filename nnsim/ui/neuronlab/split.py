"""A page of the lab: what is looked at on the left, cards about it on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnsim.ui.look import fonts
from nnsim.ui.widgets.side_column import side_column
from nnsim.ui.widgets.strip import Strip

_CARDS = 430


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
    column = side_column(*cards, grows=grows)
    column.setMaximumWidth(fonts.grown(_CARDS))
    row.addWidget(column, 2)


def bar_of(*widgets: QWidget) -> QWidget:
    """Return `widgets` side by side in a bar, what follows a stretch (None is none) at its right end."""
    made = Strip()
    made.setProperty("role", "bar")
    for widget in widgets:
        made.row.addWidget(widget)
    made.row.addStretch(1)
    return made
