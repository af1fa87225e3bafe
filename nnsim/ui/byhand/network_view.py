"""The network on paper, with every number that is known by now on its units and connections."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt
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
from nnsim.lab.byhand.address import Address, Of, UnitAt, WeightAt
from nnsim.lab.byhand.wiring import Column
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand import painting
from nnsim.ui.byhand.column_names import column_name
from nnsim.ui.byhand.highlight import flow, highlight
from nnsim.ui.byhand.keys import PAPER_KEYS
from nnsim.ui.byhand.lens import Lens
from nnsim.ui.byhand.marks import Mark, Marks, marks
from nnsim.ui.byhand.sheet import Paper, laid_out
from nnsim.ui.byhand.working import Working
from nnsim.ui.canvas.inline_editor import InlineEditor
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.painting import paint_dots
from nnsim.ui.widgets.focus_ring import FocusRing

WEIGHT = Real(label=mark("Weight"), low=-1e300, high=1e300)
_FIELD = QSizeF(130, 28)
_FAR, _READABLE, _MOST_SCALE = 0.55, 0.75, 2.4
"""Zoom below which one looks from afar, and the one at which small letters can just be read."""
_NO_TEXT_BELOW = 0.2
"""Zoom below which no letters are drawn."""


class NetworkView(QWidget):
    """Paints what a `Working` knows; a click spells a number out, a double click types a weight.

    Events
    ------
    refused(sentence)
        What was typed cannot be.
    """

    def __init__(self, working: Working, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.refused: Event[[str]] = Event()
        self.working = working
        self.lens = Lens()
        self.editor = InlineEditor(self)
        self._paper: Paper = laid_out(working.sheet)
        self._wiring = working.sheet.wiring
        self._marks: Marks | None = None
        self._press: QPointF | None = None
        self._panning = False
        self.setMinimumSize(280, 220)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("The network with its numbers"))
        FocusRing(self)
        working.changed.connect(self._take)
        working.pointed.connect(self._point)

    # ---- what is shown -------------------------------------------------------------------------

    @property
    def marks(self) -> Marks:
        """What is written on the paper."""
        if self._marks is None:
            self._marks = marks(self.working, self._paper, self._scale)
        return self._marks

    @property
    def _scale(self) -> float:
        """How many times larger letters are drawn than the paper has them: from afar, so that they can be read."""
        return 1.0 if self.lens.zoom >= _FAR else min(_READABLE / self.lens.zoom, _MOST_SCALE)

    def _moved(self) -> None:
        """The paper is seen from elsewhere."""
        self._marks = None
        self.update()

    def _take(self) -> None:
        if self.working.sheet.wiring is not self._wiring:
            self._wiring = self.working.sheet.wiring
            self._paper = laid_out(self.working.sheet)
            self.fit()
        self._marks = None
        self.update()

    def _point(self) -> None:
        # With many connections only those of what is chosen have their numbers on them.
        self._marks = None
        self._announce()
        self.update()

    def _announce(self) -> None:
        """Tell screen readers what is spelled out."""
        chosen, sheet = self.working.chosen, self.working.sheet
        text = f"{sheet.symbols.of(chosen)} = {written(sheet.value(chosen))}"
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # ---- doing ---------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show all of the network."""
        self.lens.fit(self._paper.area)
        self._moved()

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """Look from nearer or further away."""
        self.editor.close_editor(take=True)
        self.lens.zoom_by(factor, about or QPointF(self.rect().center()))
        self._moved()

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the paper so many pixels."""
        self.editor.close_editor(take=True)
        self.lens.pan_by(QPointF(dx, dy))
        self.update()

    def step_mark(self, way: int) -> None:
        """Spell out the next or the previous number that stands on the paper."""
        known = [m.address for m in self.marks.all if m.lines and m.look != "symbol"]
        if not known:
            return
        here = self.working.chosen
        at = known.index(here) + way if here in known else 0 if way > 0 else -1
        self.working.choose(known[at % len(known)])

    def type_weight(self) -> None:
        """Ask for the number of the chosen weight, or else of the first one."""
        weight = self.working.weight
        if weight is not None:
            found = next((m for m in self.marks.all if m.lines and m.address.at == weight), None)
            self._ask(weight, QPointF(self.rect().center()) if found is None else self._centre(found))

    def _centre(self, found: Mark) -> QPointF:
        return self.lens.to_view(found.area).center()

    def _ask(self, weight: WeightAt, at: QPointF) -> None:
        value = self.working.sheet.value(Address(Of.WEIGHT, weight))
        area = QRectF(QPointF(), _FIELD)
        area.moveCenter(QPointF(at))
        self.editor.open(
            QRect(area.toRect()), WEIGHT, value, lambda new: self._set(weight, new), self.refused.fire
        )

    def _set(self, weight: WeightAt, value: float) -> None:
        self.working.change(self.working.sheet.with_weight(weight, value))

    # ---- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("canvas"))
        paint_dots(painter, QRectF(self.rect()), self.lens.zoom, self.lens.shift)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.lens.shift)
        painter.scale(self.lens.zoom, self.lens.zoom)
        self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        paper, shown = self._paper, highlight(self.working)
        for source, target in paper.ribbons:
            painting.paint_ribbon(painter, paper, source, target)
        strong = shown.here | shown.back
        for wire in sorted(paper.wires, key=lambda w: w.link in strong):
            painting.paint_wire(painter, wire, shown)
        waiting = not self.working.shown.stages
        for at in paper.places:
            painting.paint_unit(painter, paper, at, at in shown.units, waiting)
        if self.lens.zoom < _NO_TEXT_BELOW:
            return
        for column in paper.columns:
            painting.paint_name(painter, paper, column, self._name(column), self._scale)
        on_way = {link.weight for link in strong}
        for found in self.marks.all:
            is_chosen = found.look != "symbol" and found.address == self.working.chosen
            painting.paint_mark(painter, found, is_chosen, found.address.at in on_way, self._scale)
        self._paint_flow(painter)

    def _name(self, column: Column) -> str:
        """Return what stands above a column; from afar it says which number its units have."""
        name = column_name(self.working.sheet, column)
        delta = Address(Of.DELTA, UnitAt(column.id, 0), self.working.example)
        is_back = not column.is_input and self.working.sheet.can_learn and self.working.is_known(delta)
        return f"{name} · δ" if self._scale > 1 and is_back else name

    def _paint_flow(self, painter: QPainter) -> None:
        target = flow(self.working)
        last = next((c for c in self._paper.columns if c.output is not None), None)
        if target and last is not None and last.id != target:
            column = self.working.sheet.wiring.by_id[target]
            painting.paint_way_back(painter, self._paper, last, column, self._scale)

    # ---- mouse ---------------------------------------------------------------------------------

    def _under(self, at: QPointF) -> Address | None:
        """Return what is spelled out where the mouse is: a number, else the connection it is near to."""
        point = self.lens.to_paper(at)
        found = self.marks.at(point)
        if found is not None:
            return found.address
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.close_editor(take=True)
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._press, self._panning = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            over = self._under(at) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        way = at - self._press
        if self._panning or way.manhattanLength() >= QApplication.startDragDistance():
            self._panning, self._press = True, at
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.lens.pan_by(way)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, panned = self._press, self._panning
        self._press, self._panning = None, False
        if pressed is None or panned or event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._under(event.position())
        if found is None:
            return
        if isinstance(found.at, WeightAt):
            self.working.choose_weight(found.at)
        else:
            self.working.choose(self._telling(found))

    def _telling(self, address: Address) -> Address:
        """Return what is to be told of a unit that is clicked beside its numbers: the newest that is known."""
        assert isinstance(address.at, UnitAt)
        delta = address.other(Of.DELTA)
        is_input = self.working.sheet.wiring.column_of(address.at).is_input
        newest = address.of is Of.Y and self.working.is_known(delta) and not is_input
        return delta if newest and self.working.chosen == address else address

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if found is not None and isinstance(found.at, WeightAt):
            self._ask(found.at, event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        self.zoom_by(1.0016**turn, event.position())
        event.accept()

    # ---- other events --------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        binding = PAPER_KEYS.find(event.keyCombination())
        if binding is None:
            super().keyPressEvent(event)
            return
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
