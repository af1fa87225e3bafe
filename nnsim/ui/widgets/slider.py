"""A slider as all of the window uses it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class Slider(QSlider):
    """A horizontal slider: a press beside its handle brings it there, and it can be dragged on from there.

    The wheel acts only with the focus, or it would change what one scrolls past.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not self._handle().contains(at):
            handle = self._handle().width()
            place = QStyle.sliderValueFromPosition(
                self.minimum(), self.maximum(), at.x() - handle // 2, self.width() - handle
            )
            # Before what QSlider does: its handle is then below the mouse, and is dragged.
            self.setSliderDown(True)
            self.setSliderPosition(place)
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
