"""The chosen gate of a circuit: what it reads, its threshold, whether it is an output."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QWidget

from nnsim.base.settings import Real
from nnsim.base.text import mark, tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.lab.neuron import LARGEST
from nnsim.ui.neuronlab.card import Card
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.style import button, label

BIAS = Real(label=mark("Bias"), low=-LARGEST, high=LARGEST)
_ACROSS = 3


class GatePanel(Card):
    """Changes one gate, all of it with the keys as well.

    Signals
    -------
    changed(CircuitBoard)
        A person made another board of it.
    wired(str, str)
        A wire from the first to the second is to be drawn, or taken away.
    """

    changed = Signal(object)
    wired = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(tr("Chosen gate"))
        self._board: CircuitBoard | None = None
        self._name = ""
        self.empty = label(tr("Press a gate to see its weights on its wires."), "muted")
        self.empty.setWordWrap(True)
        self.bias = NumberField(BIAS)
        self.bias.setAccessibleName(tr("Bias"))
        self.output = QCheckBox(tr("Output"))
        self.delete: QPushButton = button(tr("Delete"), self._delete)
        self.sources: dict[str, QCheckBox] = {}
        self._body, self._grid = QWidget(), QGridLayout()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for widget in (label(tr("Bias"), "muted"), self.bias, self.output):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.delete)
        self._reads = label(tr("Reads"), "muted")
        self._grid.setSpacing(4)
        for part in (self.empty, self._body, self._reads):
            self.column.addWidget(part)
        self.column.addLayout(self._grid)
        self.bias.valueEdited.connect(self._set_bias)
        self.output.clicked.connect(lambda _on: self._say(self._known().as_output(self._name)))

    def show_gate(self, board: CircuitBoard, name: str) -> None:
        """Show a gate of a board; an empty name: none is chosen."""
        self._board, self._name = board, name
        for part in (self._body, self._reads):
            part.setVisible(bool(name))
        self.empty.setVisible(not name)
        self.heading.setText(tr("Gate {name}").format(name=name) if name else tr("Chosen gate"))
        if not name:
            let_all_go(self._grid)
            self.sources = {}
            return
        gate = board.gate(name)
        self.bias.set_value(gate.bias)
        self.output.setChecked(name in board.outputs)
        possible = [*board.inputs, *(g.name for g in board.gates if g.name != name)]
        if list(self.sources) != possible:
            self._offer(possible)
        for source, box in self.sources.items():
            box.setChecked(source in gate.sources)

    # ---- inside ------------------------------------------------------------------------------

    def _known(self) -> CircuitBoard:
        assert self._board is not None
        return self._board

    def _offer(self, possible: list[str]) -> None:
        let_all_go(self._grid)
        self.sources = {}
        for place, source in enumerate(possible):
            box = self.sources[source] = QCheckBox(source)
            box.clicked.connect(partial(self._wire, source))
            self._grid.addWidget(box, place // _ACROSS, place % _ACROSS)

    def _wire(self, source: str) -> None:
        self.wired.emit(source, self._name)
        # What could not be wired is not ticked.
        self.show_gate(self._known(), self._name)

    def _set_bias(self, value: float) -> None:
        board = self._known()
        self._say(board.with_gate(replace(board.gate(self._name), bias=float(value))))

    def _delete(self) -> None:
        self._say(self._known().without(self._name))

    def _say(self, board: CircuitBoard) -> None:
        self.changed.emit(board)
