"""Inputs and gates of a circuit: what one presses, chooses, moves and draws wires from."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnsim.base.text import tr
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.neuronlab.bubbles import number, paint_fitted, signal

PORT = 14
_STILL = 4.0


def outline(widget: QWidget, *, chosen: bool = False, lit: bool = False) -> QPen:
    """Return the pen around an input or a gate."""
    look = theme()
    if widget.hasFocus():
        return QPen(look.colour("accent"), 2.6)
    if chosen:
        return QPen(look.colour("accent"), 2.0)
    return QPen(look.colour("warning" if lit else "muted" if widget.underMouse() else "line"), 1.7)


class InputBit(QAbstractButton):
    """An input that is switched on and off by pressing it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_value(self, name: str, value: float) -> None:
        """Show what comes in under which name."""
        self.value = value
        self.setText(name)
        self.setAccessibleName(tr("Input {name}: {value}").format(name=name, value=number(value)))
        self.setToolTip(tr("Press to switch {name} on or off").format(name=name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit, side = self.value > 0.5, float(min(self.width(), self.height()))
        painter.setPen(outline(self, lit=lit))
        painter.setBrush(look.colour("warning", 0.22) if lit else look.colour("panel"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        painter.setPen(look.colour("muted"))
        paint_fitted(
            painter,
            QRectF(0.12 * side, 0.14 * side, 0.76 * side, 0.28 * side),
            self.text(),
            fonts.SMALL + 1,
            QFont.Weight.Normal,
        )
        painter.setPen(look.colour("text"))
        size = max(11, int(side * 0.3))
        paint_fitted(
            painter,
            QRectF(0.1 * side, 0.38 * side, 0.8 * side, 0.44 * side),
            number(self.value),
            size,
            QFont.Weight.Bold,
        )


class GateCard(QWidget):
    """A gate: pressed it is chosen, dragged it moves.

    Signals
    -------
    chosen()
        It was pressed, or the keys came to it.
    moved(QPointF)
        It was dragged so that its middle lies there, in the coordinates of its parent.
    deleted()
        The Delete key was pressed on it.
    """

    chosen = Signal()
    moved = Signal(QPointF)
    deleted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.value = "", float("nan")
        self.is_chosen = self.is_output = False
        self.threshold = 0.0
        self._pressed: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_gate(
        self, name: str, value: float | None, threshold: float, *, chosen: bool, output: bool
    ) -> None:
        """Show a gate; a value of None: it cannot run."""
        self.name, self.threshold = name, threshold
        self.value = float("nan") if value is None else value
        self.is_chosen, self.is_output = chosen, output
        said = tr("not connected") if value is None else signal(value)
        self.setAccessibleName(tr("Gate {name}: {value}").format(name=name, value=said))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self.chosen.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        way = event.position() - self._pressed
        if way.manhattanLength() > _STILL:
            self.moved.emit(QPointF(self.geometry().center()) + way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.value > 0.5
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(outline(self, chosen=self.is_chosen, lit=lit))
        painter.setBrush(look.colour("panel"))
        painter.drawRoundedRect(area, 11, 11)
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("good" if self.is_output else "warning", 0.22))
            painter.drawRoundedRect(area, 11, 11)
        high = area.height()
        painter.setPen(look.colour("muted"))
        upper = QRectF(area.left() + 6, area.top() + 0.06 * high, area.width() - 12, 0.4 * high)
        paint_fitted(painter, upper, self.name, fonts.SMALL + 1, QFont.Weight.Medium)
        lower = QRectF(area.left() + 6, area.top() + 0.42 * high, area.width() - 12, 0.54 * high)
        unknown = self.value != self.value
        painter.setPen(look.colour("bad" if unknown else "text"))
        text = tr("not connected") if unknown else signal(self.value)
        size = fonts.SMALL if unknown else max(11, int(0.36 * high))
        paint_fitted(painter, lower, text, size, QFont.Weight.Bold)


class Port(QWidget):
    """The knob a new wire is drawn from.

    Signals
    -------
    drawn(QPointF)
        The mouse is there with the wire, in the coordinates of the parent.
    dropped(QPointF)
        The wire was let go of there.
    """

    drawn = Signal(QPointF)
    dropped = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(PORT, PORT)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setToolTip(tr("Drag a wire from here onto a gate; once more, and the wire is gone"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.drawn.emit(QPointF(self.pos()) + event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.dropped.emit(QPointF(self.pos()) + event.position())

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("muted"), 1.4))
        painter.setBrush(look.colour("accent" if self.underMouse() else "raised"))
        painter.drawEllipse(QRectF(2.5, 2.5, PORT - 5, PORT - 5))
