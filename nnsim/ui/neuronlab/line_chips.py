"""The weights and the bias of a line, to be dragged or typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.lab.neuron import LARGEST
from nnsim.lab.teacher import Line
from nnsim.ui.look import fonts
from nnsim.ui.neuronlab.bubbles import Chip

WEIGHT = Real(label=mark("Weight"), low=-LARGEST, high=LARGEST)
_GAP, _HIGH = 8, 30


class LineChips(QWidget):
    """Three chips side by side: w₁, w₂ and b.

    Signals
    -------
    changed(Line)
        A person set one of them.
    refused(str)
        What was typed cannot be.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._line = Line()
        self.chips = [Chip(WEIGHT, 0.1, self) for _ in range(3)]
        names = (
            tr("Weight of {name}").format(name="x₁"),
            tr("Weight of {name}").format(name="x₂"),
            tr("Bias"),
        )
        for place, (chip, caption, name) in enumerate(zip(self.chips, ("w₁", "w₂", "b"), names, strict=True)):
            chip.caption = caption
            chip.name_it(name, tr("Drag up or down, turn the wheel, or double-click and type."))
            chip.edited.connect(partial(self._set, place))
            chip.refused.connect(self.refused)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: Line) -> None:
        """Show other weights."""
        self._line = line
        for chip, value in zip(self.chips, (*line.w, line.b), strict=True):
            chip.set_value(value)

    def sizeHint(self) -> QSize:
        return QSize(fonts.grown(240), fonts.grown(_HIGH))

    minimumSizeHint = sizeHint

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = (self.width() - 2 * _GAP) // 3
        for place, chip in enumerate(self.chips):
            chip.setGeometry(place * (width + _GAP), 0, width, self.height())

    def _set(self, place: int, value: float) -> None:
        numbers = [*self._line.w, self._line.b]
        numbers[place] = value
        self.changed.emit(Line((numbers[0], numbers[1]), numbers[2]))
