"""A slider as all of the window uses it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QHideEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class Slider(QSlider):
    """A horizontal slider: a press beside its handle brings it there, and it can be dragged on from there.

    The wheel acts only with the focus, or it would change what one scrolls past.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.buttons() != Qt.MouseButton.LeftButton or self._handle().contains(at):
            super().mousePressEvent(event)
            return
        handle = self._handle().width()
        place = QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), at.x() - handle // 2, self.width() - handle
        )
        # Before what QSlider does: its handle is then below the mouse, and is dragged.
        self.setSliderDown(True)
        self.setSliderPosition(place)
        super().mousePressEvent(self._on_handle(event))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # No release will come any more: nobody is to wait for it.
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _on_handle(self, event: QMouseEvent) -> QMouseEvent:
        """Return a press on the handle in place of one above or below it, which QSlider would not let go again."""
        at, handle = event.position(), QRectF(self._handle())
        x = min(max(at.x(), handle.left()), handle.right() - 1)
        place = QPointF(x, handle.center().y())
        return QMouseEvent(
            event.type(),
            place,
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
