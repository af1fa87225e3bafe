"""The whole drawing in a corner: shows where the window is, and goes where one clicks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsView, QWidget

from nnsim.base.text import tr
from nnsim.ui.canvas.scene import GraphScene
from nnsim.ui.look.theme import theme

SIZE = QSize(138, 78)
MOST_SHARE = 0.24
"""Part of the canvas's width that it may take."""
_MARGIN = 12.0
_LARGEST = 0.1
"""Scale of a small drawing: its blocks stay blocks."""


class Minimap(QWidget):
    """Lies over the canvas; click or drag brings the place below the mouse to the middle."""

    def __init__(self, view: QGraphicsView, canvas: GraphScene) -> None:
        super().__init__(view)
        self._view, self._canvas = view, canvas
        self.setAccessibleName(tr("Map of the whole network"))
        self.setToolTip(tr("Click or drag to go there (M hides the map)"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture: QPixmap | None = None
        self._cards = QRectF()
        self.resize(SIZE)

    def follow(self, width: int) -> None:
        """Stand in the corner of a canvas of that width, smaller in a narrow one."""
        shrink = min(1.0, MOST_SHARE * width / SIZE.width())
        size = (QSizeF(SIZE) * shrink).toSize()
        if size != self.size():
            self.resize(size)
            self.redraw()
        self.move(width - size.width() - 16, 16)

    def redraw(self) -> None:
        """Show the drawing anew; `update` alone follows only the part that is seen."""
        self._picture = None
        self.update()

    def _area(self) -> tuple[QRectF, float, QPointF]:
        """Return the part of the scene to show, its scale, and where its middle goes."""
        area = self._cards
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        scale = min(room.width() / max(area.width(), 1.0), room.height() / max(area.height(), 1.0), _LARGEST)
        return area, scale, QRectF(self.rect()).center()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._picture = self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if not self._canvas.nodes:
            return
        colours = theme()
        area, scale, middle = self._area()
        painter.setClipRect(self.rect().adjusted(3, 3, -3, -3))
        seen = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        if not seen.contains(area.adjusted(-16, -16, 16, 16)):
            corner = middle + (seen.topLeft() - area.center()) * scale
            painter.setPen(QPen(colours.colour("muted"), 1))
            painter.setBrush(colours.colour("muted", 0.08))
            painter.drawRect(QRectF(corner, seen.size() * scale))

    def _draw(self) -> QPixmap:
        """Return the frame and all nodes as a picture."""
        self._cards = self._canvas.cards()
        colours, ratio = theme(), self.devicePixelRatioF()
        picture = QPixmap((QSizeF(self.size()) * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.setBrush(colours.colour("panel"))
        painter.drawRoundedRect(frame, 8, 8)
        area, scale, middle = self._area()
        painter.translate(middle)
        painter.scale(scale, scale)
        painter.translate(-area.center())
        self._paint_blocks(painter, 1 / scale)
        painter.end()
        return picture

    def _paint_blocks(self, painter: QPainter, unit: float) -> None:
        colours = theme()
        painter.setPen(Qt.PenStyle.NoPen)
        height = max(9 * unit, 60.0) if unit <= 12 else 80.0
        for item in self._canvas.nodes.values():
            token = "accent" if item.look.selected else item.face.category
            painter.setBrush(colours.colour(token))
            width = 126.0 if unit <= 12 else 134.0
            painter.drawRoundedRect(
                QRectF(item.x() - width / 2, item.y() - height / 2, width, height), 2 * unit, 2 * unit
            )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go(self, event: QMouseEvent) -> None:
        if self._canvas.nodes:
            area, scale, middle = self._area()
            self._view.centerOn(area.center() + (event.position() - middle) / scale)
        event.accept()
