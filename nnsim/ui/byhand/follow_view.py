"""The network a row goes through: every value, and the connections of the unit under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from nnsim.base.text import tr
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand import follow_painting as painting
from nnsim.ui.byhand.follow_eye import FollowEye
from nnsim.ui.byhand.follow_keys import FOLLOW_KEYS
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.painting import paint_dots
from nnsim.ui.widgets.focus_ring import FocusRing


class FollowView(QWidget):
    """Shows what a `FollowEye` sees. A click keeps the unit although the mouse goes on; another one lets go of it."""

    def __init__(self, following: FollowingRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.following, self.eye = following, FollowEye(following)
        self._press: QPointF | None = None
        self._panning = False
        self.setMinimumSize(280, 220)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("The network a row goes through"))
        FocusRing(self)
        self.eye.seen.connect(self._look)

    def _look(self) -> None:
        at, board = self.following.at, self.following.board
        text = f"{board.walk.symbol(at)} = {written(float(board.row.values[at.stage][at.number]))}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, lens = QPainter(self), self.eye.lens
        painter.fillRect(self.rect(), theme().colour("canvas"))
        paint_dots(painter, QRectF(self.rect()), lens.zoom, lens.shift)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(lens.shift)
        painter.scale(lens.zoom, lens.zoom)
        sheet, at = self.eye.sheet, self.following.at
        row, walk = self.following.board.row, self.following.board.walk
        painting.paint_summands(painter, sheet, at, self.following.told().summands)
        for column in sheet.columns:
            name = column.stage.name if column.output is None else tr("output")
            painting.paint_column(
                painter, sheet, column, row.values[column.id], walk.symbol_of(column.id), name
            )
        painting.paint_chosen(painter, sheet.rect(at), round_=not sheet.across[at.stage])

    # ---- events --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panning = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            self.eye.hover(at)
            return
        way = at - self._press
        if self._panning or way.manhattanLength() >= QApplication.startDragDistance():
            self._panning, self._press = True, at
            self.eye.pan_by(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, panned = self._press, self._panning
        self._press, self._panning = None, False
        if pressed is not None and not panned and event.button() == Qt.MouseButton.LeftButton:
            self.eye.pick(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        self.eye.zoom_by(1.0016**turn, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        binding = FOLLOW_KEYS.find(event.keyCombination())
        if binding is None:
            super().keyPressEvent(event)
            return
        binding.act(self.eye)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.eye.resize(QSizeF(self.size()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
