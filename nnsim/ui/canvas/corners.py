"""What stands in the upper corners over a canvas, and how a drawing keeps clear of it."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_GAP = 8
_REACH = 40
"""Half the height of a card: what comes as near to the middle would hide one."""


class Corners:
    """Widgets over the canvas of `view` that stay where they are, whatever part of the drawing is seen."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        self._view = view
        self._widgets: list[QWidget] = []

    def add(self, widget: QWidget) -> None:
        """Keep the drawing clear of a widget as long as that is shown."""
        self._widgets.append(widget)

    def way_out(self, area: QRect) -> tuple[int, int]:
        """Return the pixels right and down that `area` of the canvas has to go so that no widget hides any of it."""
        across = down = 0
        for widget in self._widgets:
            if not widget.isHidden():
                right, below = self._way(widget.geometry(), area.translated(across, down))
                across, down = across + right, down + below
        return across, down

    @property
    def left(self) -> int:
        """The x up to which something stands at the left edge, at the height of the middle of the canvas."""
        room = self._view.viewport().rect()
        places = [widget.geometry() for widget in self._widgets if not widget.isHidden()]
        low = room.center().y() - _REACH
        beside = [p.right() + 1 for p in places if p.center().x() < room.center().x() and p.bottom() > low]
        return max(beside, default=0)

    @property
    def between(self) -> tuple[int, int]:
        """The x from which and to which nothing stands at the head of the canvas."""
        left, right = 0, self._view.viewport().width()
        middle = right / 2
        for widget in self._widgets:
            if not widget.isHidden():
                place = widget.geometry()
                if place.center().x() < middle:
                    left = max(left, place.right() + 1)
                else:
                    right = min(right, place.left())
        return left, right

    def _way(self, mine: QRect, area: QRect) -> tuple[int, int]:
        if not mine.intersects(area):
            return 0, 0
        room = self._view.viewport().rect()
        down = mine.bottom() + _GAP - area.top()
        if area.bottom() + down < room.height():
            return 0, down
        if mine.center().x() < room.center().x():
            return mine.right() + _GAP - area.left(), 0
        return mine.left() - _GAP - area.right(), 0
