"""The network on paper, with every number that is known by now on its units and connections."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.event import Event
from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.lab.byhand.address import Address, Of, WeightAt
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand import paper_painter
from nnsim.ui.byhand.keys import PAPER_KEYS, PaperDeeds
from nnsim.ui.byhand.paper_eye import PaperEye
from nnsim.ui.byhand.paper_view import PaperView
from nnsim.ui.byhand.working import Working
from nnsim.ui.canvas.inline_editor import InlineEditor

WEIGHT = Real(label=mark("Weight"), low=-1e300, high=1e300)
_FIELD = QSizeF(130, 28)


class NetworkView(PaperView):
    """Shows what a `PaperEye` sees; a click spells a number out, a double click types a weight.

    Events
    ------
    refused(sentence)
        What was typed cannot be.
    """

    def __init__(self, working: Working, parent: QWidget | None = None) -> None:
        self.working, self.eye = working, PaperEye(working)
        super().__init__(self.eye, tr("The network with its numbers"), parent)
        self.refused: Event[[str]] = Event()
        self.editor = InlineEditor(self)
        self._deeds = PaperDeeds(self.eye, self.type_weight)
        self.eye.moving.connect(lambda: self.editor.close_editor(take=True))
        working.pointed.connect(self._announce)

    def _announce(self) -> None:
        """Tell screen readers what is spelled out."""
        chosen, sheet = self.working.chosen, self.working.sheet
        self.say(f"{sheet.symbols.of(chosen)} = {written(sheet.value(chosen))}")

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
        super().mousePressEvent(event)

    def hovered(self, at: QPointF) -> None:
        over = self.eye.under(at) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def clicked(self, at: QPointF) -> None:
        found = self.eye.under(at)
        if found is not None:
            self.eye.pick(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.eye.under(event.position())
        if found is not None and isinstance(found.at, WeightAt):
            self._ask(found.at, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        binding = PAPER_KEYS.find(event.keyCombination())
        if binding is None:
            super().keyPressEvent(event)
            return
        binding.act(self._deeds)
