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
from nnsim.ui.byhand.follow_keys import FOLLOW_KEYS
from nnsim.ui.byhand.follow_sheet import FollowSheet, follow_sheet
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.byhand.lens import Lens
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.painting import paint_dots
from nnsim.ui.widgets.focus_ring import FocusRing


class FollowView(QWidget):
    """Paints a `FollowingRow`. A click keeps the unit although the mouse goes on; another one lets go of it."""

    def __init__(self, following: FollowingRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.following = following
        self.lens = Lens()
        self._walk = following.board.walk
        self._sheet: FollowSheet = follow_sheet(self._walk.columns)
        self._kept = False
        self._press: QPointF | None = None
        self._panning = False
        self.setMinimumSize(280, 220)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("The network a row goes through"))
        FocusRing(self)
        following.changed.connect(self._take)
        following.pointed.connect(self._point)

    def _take(self) -> None:
        if self.following.board.walk is not self._walk:
            self._walk = self.following.board.walk
            self._sheet = follow_sheet(self._walk.columns)
            self.fit()
        self._point()

    def _point(self) -> None:
        at = self.following.at
        value = float(self.following.board.row.values[at.stage][at.number])
        self.setAccessibleDescription(f"{self._walk.symbol(at)} = {written(value)}")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def fit(self) -> None:
        """Show all of the network."""
        self.lens.fit(self._sheet.area)
        self.update()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Look from nearer or further away."""
        self.lens.zoom_by(factor, about or QPointF(self.rect().center()))
        self.update()

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("canvas"))
        paint_dots(painter, QRectF(self.rect()), self.lens.zoom, self.lens.shift)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.lens.shift)
        painter.scale(self.lens.zoom, self.lens.zoom)
        following, sheet = self.following, self._sheet
        row = following.board.row
        summands = following.told().summands
        painting.paint_summands(painter, sheet, following.at, summands)
        for column in sheet.columns:
            symbol = self._walk.symbol_of(column.id)
            name = column.stage.name if column.output is None else tr("output")
            painting.paint_column(painter, sheet, column, row.values[column.id], symbol, name)
        at = following.at
        painting.paint_chosen(painter, sheet.rect(at), round_=not sheet.across[at.stage])

    # ---- mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panning = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            found = self._sheet.unit_at(self.lens.to_paper(at))
            if found is not None and not self._kept:
                self.following.point(found)
            return
        way = at - self._press
        if self._panning or way.manhattanLength() >= QApplication.startDragDistance():
            self._panning, self._press = True, at
            self.lens.pan_by(way)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, panned = self._press, self._panning
        self._press, self._panning = None, False
        if pressed is None or panned or event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._sheet.unit_at(self.lens.to_paper(event.position()))
        self._kept = found is not None and not (self._kept and found == self.following.at)
        if found is not None:
            self.following.point(found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        self.zoom_by(1.0016**turn, event.position())
        event.accept()

    # ---- other events --------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        binding = FOLLOW_KEYS.find(event.keyCombination())
        if binding is None:
            super().keyPressEvent(event)
            return
        self._kept = True
        binding.act(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lens.size = QSizeF(self.size())
        if self.lens.fitted:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
