"""A network on paper: moved and zoomed by the mouse, said to screen readers. What is on it is up to its kinds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSizeF, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnsim.ui.byhand.eye import Eye
from nnsim.ui.widgets.focus_ring import FocusRing
from nnsim.ui.widgets.wheel import zoom_factor


class PaperView(QWidget):
    """Shows what an eye sees; dragging moves the paper, and the wheel zooms."""

    def __init__(self, eye: Eye, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looking = eye
        self._press: QPointF | None = None
        self._panning = False
        self.setMinimumSize(280, 220)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(name)
        FocusRing(self)
        eye.seen.connect(self.update)

    def hovered(self, at: QPointF) -> None:
        """The mouse is somewhere, without a button."""

    def clicked(self, at: QPointF) -> None:
        """The paper was clicked, not moved."""

    def say(self, text: str) -> None:
        """Tell screen readers what is spelled out, where that is something else."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # ---- events --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panning = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            self.hovered(at)
            return
        way = at - self._press
        if self._panning or way.manhattanLength() >= QApplication.startDragDistance():
            self._panning, self._press = True, at
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._looking.pan_by(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, panned = self._press, self._panning
        self._press, self._panning = None, False
        if panned:
            self.unsetCursor()
        elif pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._looking.zoom_by(zoom_factor(event), event.position())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._looking.resize(QSizeF(self.size()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
