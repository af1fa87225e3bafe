"""The weights of the chosen gate, each on its wire."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.lab.circuit import Gate
from nnsim.lab.neuron import LARGEST
from nnsim.ui.neuronlab.bubbles import Chip
from nnsim.ui.neuronlab.circuit_geometry import CircuitGeometry
from nnsim.ui.widgets.holding import let_go

WEIGHT = Real(label=mark("Weight"), low=-LARGEST, high=LARGEST)
_SIZE = (58, 26)


class WeightChips(QObject):
    """As many chips as the chosen gate has wires.

    Signals
    -------
    changed(Gate)
        A person set one of the weights.
    refused(str)
        What was typed cannot be.
    """

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.chips: list[Chip] = []
        self._owner = parent
        self._gate: Gate | None = None

    def show_gate(self, gate: Gate | None) -> None:
        """Show the weights of a gate; None: of none."""
        self._gate = gate
        count = len(gate.weights) if gate is not None else 0
        while len(self.chips) > count:
            let_go(self.chips.pop())
        while len(self.chips) < count:
            self.chips.append(self._made(len(self.chips)))
        if gate is not None:
            for chip, source, weight in zip(self.chips, gate.sources, gate.weights, strict=True):
                chip.name_it(tr("Weight of {name}").format(name=source))
                chip.set_value(weight)
                chip.raise_()

    def lay_out(self, places: CircuitGeometry) -> None:
        """Put every chip in the middle of its wire."""
        if self._gate is None:
            return
        for chip, source in zip(self.chips, self._gate.sources, strict=True):
            at = places.on_wire(source, self._gate.name, 0.5)
            chip.setGeometry(round(at.x() - _SIZE[0] / 2), round(at.y() - _SIZE[1] / 2), *_SIZE)

    def _made(self, place: int) -> Chip:
        chip = Chip(WEIGHT, 0.5, self._owner)
        chip.caption = ""
        chip.edited.connect(partial(self._set, place))
        chip.refused.connect(self.refused)
        chip.show()
        return chip

    def _set(self, place: int, value: float) -> None:
        gate = self._gate
        if gate is not None:
            weights = (*gate.weights[:place], value, *gate.weights[place + 1 :])
            self.changed.emit(replace(gate, weights=weights))
