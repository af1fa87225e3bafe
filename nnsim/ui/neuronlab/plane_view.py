"""The plane of two inputs: points, the line, and w can be dragged, and everything follows at once."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.lab.learning_board import Span
from nnsim.lab.teacher import Line
from nnsim.ui.neuronlab import plane_picture
from nnsim.ui.neuronlab.plane_grip import Grip, grip_at, turned
from nnsim.ui.neuronlab.plane_picture import ArrowPlace, PlanePicture, arrow_place
from nnsim.ui.neuronlab.plane_scale import PlaneScale
from nnsim.ui.widgets.focus_ring import FocusRing

_EMPTY = PlanePicture((), (), ("x₁", "x₂"), Line())
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PlaneView(QWidget):
    """Shows a `PlanePicture`.

    With the keys: N and P choose a point, the arrow keys move it (Space turns its kind, Delete takes it away);
    while none is chosen they shift and turn the line.

    Signals
    -------
    line_dragged(Line)
        The line, or its normal w, was moved.
    point_dragged(int, tuple)
        A point was moved to another place.
    point_turned(int), point_removed(int)
        A point is to be of the other kind, or gone.
    point_added(tuple)
        One more is wished for there.
    """

    line_dragged = Signal(object)
    point_dragged = Signal(int, object)
    point_turned = Signal(int)
    point_removed = Signal(int)
    point_added = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = _EMPTY
        self.chosen = -1
        self._name = name
        self._spans: tuple[Span, Span] = ((-1.0, 1.0), (-1.0, 1.0))
        self._grip: Grip | None = None
        self._held: ArrowPlace | None = None
        self.setMinimumSize(220, 180)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        FocusRing(self)

    @property
    def scale(self) -> PlaneScale:
        """How the plane lies in the widget."""
        return PlaneScale(*self._spans, float(self.width()), float(self.height()))

    @property
    def arrow(self) -> ArrowPlace:
        """Where w stands; it keeps its foot and scale while it is held."""
        return self._held or arrow_place(self.picture, self.scale)

    def show_spans(self, x: Span, y: Span) -> None:
        """Show another part of the plane; not while something is held."""
        if self._grip is None:
            self._spans = x, y
            self.update()

    def show_picture(self, picture: PlanePicture) -> None:
        """Show another picture."""
        self.picture = picture
        if self.chosen >= len(picture.points):
            self.chosen = -1
        self._say()
        self.update()

    def is_held(self) -> bool:
        """Return whether the mouse holds something."""
        return self._grip is not None

    # ---- what Qt asks for --------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plane_picture.paint(
            painter, self.picture, self.scale, self.arrow, self.chosen if self.hasFocus() else -1
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self._grip = grip_at(self.picture, self.scale, self.arrow, event.position())
            self._held = self.arrow if self._grip is not None and self._grip.kind == "w" else None
            self.chosen = self._grip.place if self._grip is not None and self._grip.kind == "point" else -1
            self._say()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            found = grip_at(self.picture, self.scale, self.arrow, event.position())
            self.setCursor(Qt.CursorShape.OpenHandCursor if found else Qt.CursorShape.ArrowCursor)
            return
        self._drag(self._grip, self.scale.point(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = self._held = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = grip_at(self.picture, self.scale, self.arrow, event.position())
        if found is not None and found.kind == "point":
            self.point_turned.emit(found.place)
        elif found is None and self.scale.room.contains(event.position()):
            self.point_added.emit(_rounded(self.scale.point(event.position()), self.scale))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = Qt.Key(event.key()), len(self.picture.points)
        if key in (Qt.Key.Key_N, Qt.Key.Key_P) and count:
            step = 1 if key == Qt.Key.Key_N else -1
            self.chosen = (self.chosen + step) % count if self.chosen >= 0 else 0 if step > 0 else count - 1
        elif key == Qt.Key.Key_Escape and self.chosen >= 0:
            self.chosen = -1
        elif key in _ARROWS:
            self._nudge(*_ARROWS[key])
        elif self.chosen >= 0 and key == Qt.Key.Key_Space:
            self.point_turned.emit(self.chosen)
        elif self.chosen >= 0 and key == Qt.Key.Key_Delete:
            self.point_removed.emit(self.chosen)
        else:
            super().keyPressEvent(event)
            return
        self._say()
        self.update()

    # ---- inside ------------------------------------------------------------------------------

    def _drag(self, grip: Grip, at: tuple[float, float]) -> None:
        line = self.picture.line
        if grip.kind == "point":
            self.point_dragged.emit(grip.place, _rounded(at, self.scale))
        elif grip.kind == "w" and self._held is not None:
            foot, factor = self._held.foot, self._held.factor
            w = (_short((at[0] - foot[0]) / factor), _short((at[1] - foot[1]) / factor))
            self.line_dragged.emit(Line(w, _short(-(w[0] * foot[0] + w[1] * foot[1]))))
        elif grip.kind == "line":
            self.line_dragged.emit(replace(line, b=_short(-(line.w[0] * at[0] + line.w[1] * at[1]))))

    def _nudge(self, right: int, up: int) -> None:
        step = (self._spans[0][1] - self._spans[0][0]) / 50
        if self.chosen >= 0:
            x, y = self.picture.points[self.chosen]
            self.point_dragged.emit(self.chosen, _rounded((x + right * step, y + up * step), self.scale))
        elif self.picture.line.w != (0.0, 0.0):
            self.line_dragged.emit(
                turned(self.picture.line, self.arrow.foot, math.radians(-3 * right), up * step)
            )

    def _say(self) -> None:
        said = self._name
        if self.chosen >= 0:
            x, y = self.picture.points[self.chosen]
            said = tr("{name}: point {n} at {x}, {y}, kind {kind}").format(
                name=self._name,
                n=self.chosen + 1,
                x=f"{x:g}",
                y=f"{y:g}",
                kind=self.picture.labels[self.chosen],
            )
        self.setAccessibleName(said)


def _rounded(at: tuple[float, float], scale: PlaneScale) -> tuple[float, float]:
    """Return a place with no more digits than a hand can choose."""
    digits = max(0, 2 - math.floor(math.log10(max(scale.x[1] - scale.x[0], 1e-9))))
    return round(at[0], digits), round(at[1], digits)


def _short(value: float) -> float:
    return float(f"{value:.4g}")
