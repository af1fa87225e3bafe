"""One neuron, large: everything about it can be taken hold of."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.lab.neuron import LARGEST, Neuron
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.ui.neuronlab import neuron_painting as painting
from nnsim.ui.neuronlab.backdrop import Backdrop
from nnsim.ui.neuronlab.biology import paint_cell, paint_nucleus
from nnsim.ui.neuronlab.bubbles import Bubble, Chip
from nnsim.ui.neuronlab.neuron_geometry import NeuronGeometry
from nnsim.ui.neuronlab.pulse import Pulse
from nnsim.ui.widgets.holding import let_go

INPUT = Real(label=mark("Input"), low=-LARGEST, high=LARGEST)
WEIGHT = Real(label=mark("Weight"), low=-LARGEST, high=LARGEST)
THRESHOLD = Real(label=mark("Threshold"), low=-LARGEST, high=LARGEST)


class NeuronView(QWidget):
    """Shows a `NeuronBoard`, and lets inputs, weights and threshold be changed.

    Signals
    -------
    changed(NeuronBoard)
        A person made another board of it.
    refused(str)
        What was typed cannot be.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, board: NeuronBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = board
        self.as_bias = False
        self.biology = False
        self.pulse = Pulse(self, self.update)
        self._ground = Backdrop(self, self._paint_cell)
        self.inputs: list[Bubble] = []
        self.weights: list[Chip] = []
        self.one = Bubble(INPUT, 1.0, self)
        self.bias, self.threshold = Chip(WEIGHT, 0.5, self), Chip(THRESHOLD, 0.5, self)
        self.setMinimumSize(360, 280)
        self._prepare()
        self.show_board(board)

    @property
    def places(self) -> NeuronGeometry:
        """Where everything lies."""
        count = len(self.board.neuron.inputs) + self.as_bias
        return NeuronGeometry(float(self.width()), float(self.height()), count)

    def show_board(self, board: NeuronBoard) -> None:
        """Show another board."""
        self.board = board
        self._make(len(board.neuron.inputs))
        self._show_values()
        self._lay_out()
        self.update()

    def write_as_bias(self, as_bias: bool) -> None:
        """Write what is added as the weight of a constant 1, or else as a threshold."""
        self.as_bias = as_bias
        self._lay_out()
        self.update()

    def show_biology(self, shown: bool) -> None:
        """Draw the nerve cell behind it, or not."""
        self.biology = shown
        self.update()

    # ---- what Qt asks for --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        neuron, places = self.board.neuron, self.places
        self._ground.paint(painter, self.biology, neuron.fires, places.inputs)
        weights = (*((neuron.bias,) if self.as_bias else ()), *neuron.weights)
        painting.paint_wires(painter, places, weights, self.pulse.share)
        painting.paint_axon(painter, places, neuron.fires, self.pulse.share)
        painting.paint_body(painter, places, neuron, as_bias=self.as_bias)
        if self.biology:
            paint_nucleus(painter, places.body)
        painting.paint_activation(painter, places.box, neuron)
        painting.paint_output(painter, places, self.board)
        painting.paint_words(painter, places, biology=self.biology, fires=neuron.fires)

    # ---- inside ------------------------------------------------------------------------------

    def _paint_cell(self, painter: QPainter) -> None:
        if self.biology:
            paint_cell(painter, self.places, self.board.neuron.fires)

    def _prepare(self) -> None:
        self.one.fixed = True
        self.one.setEnabled(False)
        self.one.value, self.one.caption = 1.0, tr("constant")
        self.bias.caption = "w₀"
        self.threshold.caption = tr("threshold")
        self.bias.edited.connect(lambda value: self._set(bias=value))
        self.threshold.edited.connect(lambda value: self._set(bias=-value if value else 0.0))
        for chip, name in (
            (self.bias, tr("Weight of the constant 1 (bias)")),
            (self.threshold, tr("Threshold")),
        ):
            chip.name_it(name, tr("Drag up or down, turn the wheel, or double-click and type."))
            chip.refused.connect(self.refused)

    def _make(self, count: int) -> None:
        while len(self.inputs) > count:
            let_go(self.inputs.pop())
            let_go(self.weights.pop())
        while len(self.inputs) < count:
            place = len(self.inputs)
            bubble, chip = Bubble(INPUT, 0.5, self), Chip(WEIGHT, 0.5, self)
            bubble.edited.connect(partial(self._put, place, Neuron.with_input))
            chip.edited.connect(partial(self._put, place, Neuron.with_weight))
            bubble.clicked.connect(partial(self._flip, place))
            bubble.named.connect(partial(self._put, place, Neuron.with_name))
            for made in (bubble, chip):
                made.refused.connect(self.refused)
                made.show()
            self.inputs.append(bubble)
            self.weights.append(chip)

    def _show_values(self) -> None:
        neuron = self.board.neuron
        help_ = tr("Drag up or down, turn the wheel, or double-click and type.")
        for place, (bubble, chip) in enumerate(zip(self.inputs, self.weights, strict=True)):
            name = neuron.names[place]
            bubble.caption, chip.caption = name, "w" + "₁₂₃₄₅₆₇₈"[place]
            bubble.step = 1.0 if self.board.bits else 0.5
            bubble.set_value(neuron.inputs[place])
            chip.set_value(neuron.weights[place])
            flip = tr("Press to flip.") if self.board.bits else ""
            naming = tr("Double-click the name, or press N, to name it.")
            bubble.name_it(
                tr("Input {name}").format(name=name), " ".join(filter(None, (flip, help_, naming)))
            )
            chip.name_it(tr("Weight of {name}").format(name=name), help_)
            bubble.update()
        self.bias.set_value(neuron.bias)
        self.threshold.set_value(neuron.threshold)

    def _lay_out(self) -> None:
        places, first = self.places, int(self.as_bias)
        for place, (bubble, chip) in enumerate(zip(self.inputs, self.weights, strict=True)):
            bubble.setGeometry(places.input(place + first).toRect())
            chip.setGeometry(places.chip(place + first).toRect())
        self.one.setGeometry(places.input(0).toRect())
        self.bias.setGeometry(places.chip(0).toRect())
        self.threshold.setGeometry(places.threshold.toRect())
        self.one.setVisible(self.as_bias)
        self.bias.setVisible(self.as_bias)
        self.threshold.setVisible(not self.as_bias)

    def _put(self, place: int, change: Any, value: Any) -> None:
        self._take(change(self.board.neuron, place, value))

    def _flip(self, place: int) -> None:
        if self.board.bits:
            value = self.board.neuron.inputs[place]
            self._take(self.board.neuron.with_input(place, 0.0 if value else 1.0))
            self.pulse.run()

    def _set(self, **fields: float) -> None:
        self._take(replace(self.board.neuron, **fields))  # type: ignore[arg-type]

    def _take(self, neuron: Neuron) -> None:
        self.show_board(self.board.with_neuron(neuron))
        self.changed.emit(self.board)
