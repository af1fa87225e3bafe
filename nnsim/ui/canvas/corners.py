"""What stands over a canvas, most of it in the upper corners, and how a drawing keeps clear of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from nnsim.base.event import Event

_GAP = 8


class Corners:
    """Widgets over the canvas of `view` that stay where they are, whatever part of the drawing is seen.

    Events
    ------
    changed()
        One of them came or went, or takes another place.
    """

    def __init__(self, view: QAbstractScrollArea) -> None:
        self._view = view
        self._upper: list[QWidget] = []
        self._others: list[QWidget] = []
        self.changed: Event[[]] = Event()
        self._watch = _Watch(self, view)

    def add(self, widget: QWidget) -> None:
        """Keep the drawing clear of a widget in an upper corner as long as that is shown."""
        self._upper.append(widget)
        widget.installEventFilter(self._watch)

    def add_elsewhere(self, widget: QWidget, *, quietly: bool = False) -> None:
        """Keep the drawing clear of one that stands in no upper corner.

        Parameters
        ----------
        quietly
            Whether the drawing stays where it is when that one comes or goes.
        """
        self._others.append(widget)
        if not quietly:
            widget.installEventFilter(self._watch)

    @property
    def taken(self) -> list[QRect]:
        """Where they stand, in coordinates of the canvas."""
        return [widget.geometry() for widget in (*self._upper, *self._others) if not widget.isHidden()]

    def way_out(self, area: QRect) -> tuple[int, int]:
        """Return the pixels right and down that `area` of the canvas has to go so that no widget hides any of it."""
        across = down = 0
        for place in self.taken:
            right, below = self._way(place, area.translated(across, down))
            across, down = across + right, down + below
        return across, down

    @property
    def between(self) -> tuple[int, int]:
        """The x from which and to which nothing stands in the upper corners."""
        return self.between_at(0, self._view.viewport().height())

    def between_at(self, top: int, bottom: int) -> tuple[int, int]:
        """Return the x from which and to which nothing of the upper corners reaches between two heights."""
        left, right = 0, self._view.viewport().width()
        middle = right / 2
        for widget in self._upper:
            place = widget.geometry()
            if not widget.isHidden() and place.bottom() >= top and place.top() <= bottom:
                if place.center().x() < middle:
                    left = max(left, place.right() + 1)
                else:
                    right = min(right, place.left())
        return left, right

    def under_head(self, besides: QWidget) -> int:
        """Return the y from which nothing but `besides` stands at the head between the upper corners."""
        left, right = self.between
        middle = self._view.viewport().height() / 2
        places = [w.geometry() for w in self._others if w is not besides and not w.isHidden()]
        at_head = [p for p in places if p.center().y() < middle and p.left() < right and p.right() > left]
        return max((place.bottom() + 1 for place in at_head), default=0)

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


class _Watch(QObject):
    """Says when a widget over the canvas comes, goes, or takes another place."""

    _TELLING = frozenset((QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide))

    def __init__(self, corners: Corners, parent: QObject) -> None:
        super().__init__(parent)
        self._corners = corners

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self._TELLING:
            self._corners.changed.fire()
        return False
