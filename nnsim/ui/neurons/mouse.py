"""The mouse on the neurons: pointing, moving the paper, zooming, setting a number."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnsim.base.event import Event
from nnsim.ui.neurons.navigator import Navigator
from nnsim.ui.neurons.numbers import NumberEditor
from nnsim.ui.neurons.sheet import Line, Spot
from nnsim.ui.widgets.wheel import zoom_factor


class Mouse(QObject):
    """Takes every mouse event of the widget that shows what a navigator sees.

    Events
    ------
    picked(Spot)
        A neuron was clicked.
    """

    def __init__(self, widget: QWidget, navigator: Navigator, numbers: NumberEditor) -> None:
        super().__init__(widget)
        self._widget, self._navigator, self._numbers = widget, navigator, numbers
        self._press: QPointF | None = None
        self._pressed_on: Spot | Line | None = None
        self._panning = False
        self.picked: Event[[Spot]] = Event()
        self._gestures = {
            QEvent.Type.MouseMove: self._move,
            QEvent.Type.MouseButtonPress: self._begin,
            QEvent.Type.MouseButtonRelease: self._end,
            QEvent.Type.MouseButtonDblClick: self._double_click,
        }
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What is taken here reaches nobody else: the canvas below would open a menu for what cannot be seen.
        if isinstance(event, QMouseEvent) and event.type() in self._gestures:
            self._gestures[event.type()](event)
        elif isinstance(event, QWheelEvent):
            self._navigator.zoom_by(zoom_factor(event), event.position())
        elif event.type() == QEvent.Type.Leave:
            self._navigator.hover(None)
            return False
        elif event.type() != QEvent.Type.ContextMenu:
            return False
        event.accept()
        return True

    def _move(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            found = self._navigator.under(at)
            self._navigator.hover(found)
            self._show_cursor(None if found is None else Qt.CursorShape.PointingHandCursor)
            return
        moved = (at - self._press).manhattanLength() >= QApplication.startDragDistance()
        if self._panning or moved:
            self._panning = True
            self._show_cursor(Qt.CursorShape.ClosedHandCursor)
            self._navigator.pan_by(at.x() - self._press.x(), at.y() - self._press.y())
            self._press = at

    def _begin(self, event: QMouseEvent) -> None:
        self._numbers.close(take=True)
        self._widget.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panning = event.position(), False
            left = event.button() == Qt.MouseButton.LeftButton
            self._pressed_on = self._navigator.under(event.position()) if left else None

    def _end(self, event: QMouseEvent) -> None:
        on, panned = self._pressed_on, self._panning
        self._press, self._pressed_on, self._panning = None, None, False
        self._show_cursor(None)
        if panned or on is None:
            return
        if isinstance(on, Spot):
            self._navigator.go_to(on)
            self.picked.fire(on)
        else:
            self._numbers.ask_weight(on, event.position())

    def _double_click(self, event: QMouseEvent) -> None:
        found = self._navigator.under(event.position())
        if isinstance(found, Spot):
            self._numbers.ask_bias(found)

    def _show_cursor(self, shape: Qt.CursorShape | None) -> None:
        if shape is None:
            self._widget.unsetCursor()
        else:
            self._widget.setCursor(shape)
