"""The network on paper, with every number that is known by now on its units and connections."""

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

from nnsim.base.event import Event
from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.lab.byhand.address import Address, Of, WeightAt
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand import paper_painter
from nnsim.ui.byhand.keys import PAPER_KEYS, PaperDeeds
from nnsim.ui.byhand.paper_eye import PaperEye
from nnsim.ui.byhand.working import Working
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.widgets.focus_ring import FocusRing

WEIGHT = Real(label=mark("Weight"), low=-1e300, high=1e300)
_FIELD = QSizeF(130, 28)


class NetworkView(QWidget):
    """Shows what a `PaperEye` sees; a click spells a number out, a double click types a weight.

    Events
    ------
    refused(sentence)
        What was typed cannot be.
    """

    def __init__(self, working: Working, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refused: Event[[str]] = Event()
        self.working, self.eye = working, PaperEye(working)
        self.editor = InlineEditor(self)
        self._deeds = PaperDeeds(self.eye, self.type_weight)
        self._press: QPointF | None = None
        self._panning = False
        self.setMinimumSize(280, 220)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("The network with its numbers"))
        FocusRing(self)
        self.eye.seen.connect(self.update)
        self.eye.moving.connect(lambda: self.editor.close_editor(take=True))
        working.pointed.connect(self._announce)

    def _announce(self) -> None:
        """Tell screen readers what is spelled out."""
        chosen, sheet = self.working.chosen, self.working.sheet
        text = f"{sheet.symbols.of(chosen)} = {written(sheet.value(chosen))}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # ---- typing --------------------------------------------------------------------------------

    def type_weight(self) -> None:
        """Ask for the number of the chosen weight, or else of the first one."""
        weight = self.working.weight
        if weight is not None:
            self._ask(weight, self.eye.place_of(weight))

    def _ask(self, weight: WeightAt, at: QPointF) -> None:
        area = QRectF(QPointF(), _FIELD)
        area.moveCenter(at)
        value = self.working.sheet.value(Address(Of.WEIGHT, weight))
        self.editor.open(area.toRect(), WEIGHT, value, lambda new: self._set(weight, new), self.refused.fire)

    def _set(self, weight: WeightAt, value: float) -> None:
        self.working.change(self.working.sheet.with_weight(weight, value))

    # ---- events --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        paper_painter.paint(QPainter(self), self.eye)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.close_editor(take=True)
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panning = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            over = self.eye.under(at) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        way = at - self._press
        if self._panning or way.manhattanLength() >= QApplication.startDragDistance():
            self._panning, self._press = True, at
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.eye.pan_by(way.x(), way.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, panned = self._press, self._panning
        self._press, self._panning = None, False
        if pressed is None or panned or event.button() != Qt.MouseButton.LeftButton:
            return
        found = self.eye.under(event.position())
        if found is not None:
            self.eye.pick(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.eye.under(event.position())
        if found is not None and isinstance(found.at, WeightAt):
            self._ask(found.at, event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        self.eye.zoom_by(1.0016**turn, event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        binding = PAPER_KEYS.find(event.keyCombination())
        if binding is None:
            super().keyPressEvent(event)
            return
        binding.act(self._deeds)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.eye.resize(QSizeF(self.size()))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
        super().changeEvent(event)
