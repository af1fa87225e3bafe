"""Between the plane of two inputs and the pixels of a widget, a unit as long along both."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from nnsim.lab.learning_board import Span

_LEFT, _TOP, _RIGHT, _FOOT = 46.0, 12.0, 14.0, 36.0


@dataclass(frozen=True)
class PlaneScale:
    """A window onto the plane that shows `x` and `y` at least, in a widget of `width` by `height`."""

    x: Span
    y: Span
    width: float
    height: float

    @property
    def room(self) -> QRectF:
        """Where the plane lies, in pixels."""
        return QRectF(
            _LEFT,
            _TOP,
            max(self.width - _LEFT - _RIGHT, 10.0),
            max(self.height - _TOP - _FOOT, 10.0),
        )

    @property
    def unit(self) -> float:
        """Pixels of a length of 1."""
        return min(self.room.width() / (self.x[1] - self.x[0]), self.room.height() / (self.y[1] - self.y[0]))

    @property
    def shown(self) -> tuple[Span, Span]:
        """What is seen of the plane: all of the room is filled."""
        half_x, half_y = self.room.width() / self.unit / 2, self.room.height() / self.unit / 2
        middle_x, middle_y = sum(self.x) / 2, sum(self.y) / 2
        return (middle_x - half_x, middle_x + half_x), (middle_y - half_y, middle_y + half_y)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return where a point of the plane lies on the widget."""
        (left, _), (low, _) = self.shown
        return QPointF(self.room.left() + (x - left) * self.unit, self.room.bottom() - (y - low) * self.unit)

    def point(self, at: QPointF) -> tuple[float, float]:
        """Return which point of the plane lies at a pixel."""
        (left, _), (low, _) = self.shown
        return left + (at.x() - self.room.left()) / self.unit, low + (self.room.bottom() - at.y()) / self.unit
