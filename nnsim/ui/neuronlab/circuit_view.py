"""Gates wired together, computed live: press an input, and signals run along the wires."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.errors import NnsimError
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.ui.neuronlab import circuit_painting as painting
from nnsim.ui.neuronlab.backdrop import Backdrop
from nnsim.ui.neuronlab.circuit_geometry import CircuitGeometry
from nnsim.ui.neuronlab.circuit_nodes import PORT, GateCard, InputBit, Port
from nnsim.ui.neuronlab.new_wire import NewWire
from nnsim.ui.neuronlab.pulse import Pulse
from nnsim.ui.neuronlab.weight_chips import WeightChips
from nnsim.ui.widgets.holding import let_go


class CircuitView(QWidget):
    """Shows a `CircuitBoard`, and lets it be wired anew.

    Signals
    -------
    changed(CircuitBoard)
        A person made another board of it.
    picked(str)
        Another gate was chosen; empty: none.
    refused(str)
        What was tried cannot be.
    """

    changed = Signal(object)
    picked = Signal(str)
    refused = Signal(str)

    def __init__(self, board: CircuitBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board, self.chosen = board, ""
        self.pulse = Pulse(self, self.update)
        self._ground = Backdrop(
            self, lambda painter: painting.paint_ground(painter, self.places, self.chosen)
        )
        self.bits: dict[str, InputBit] = {}
        self.cards: dict[str, GateCard] = {}
        self.ports: dict[str, Port] = {}
        self.weights = WeightChips(self)
        self.weights.refused.connect(self.refused)
        self.weights.changed.connect(lambda gate: self.take(self.board.with_gate(gate)))
        self._moved: dict[str, tuple[float, float]] = {}
        self._new_wire = NewWire(self)
        self._new_wire.moved.connect(self.update)
        self._new_wire.landed.connect(self._land)
        self._places: CircuitGeometry | None = None
        self.setMinimumSize(360, 280)
        self.show_board(board)

    @property
    def places(self) -> CircuitGeometry:
        """Where everything lies."""
        if self._places is None:
            self._places = CircuitGeometry(self.board, float(self.width()), float(self.height()), self._moved)
        return self._places

    def show_board(self, board: CircuitBoard, *, anew: bool = True) -> None:
        """Show another board; `anew`: what was moved by hand stands where it did not."""
        if anew:
            self._moved, self.chosen = {}, ""
        self.board, self._places = board, None
        self._make()
        if self.chosen not in self.cards:
            self.chosen = ""
        self._show_values()
        self._lay_out()
        self.update()

    def choose(self, name: str) -> None:
        """Choose a gate: its weights are shown on its wires."""
        if name != self.chosen:
            self.chosen = name
            self._show_values()
            self._lay_out()
            self.update()
            self.picked.emit(name)

    def take(self, board: CircuitBoard) -> None:
        """Show what a person made of the board, and say so."""
        self.show_board(board, anew=False)
        self.changed.emit(board)

    # ---- what Qt asks for --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._places = None
        self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose("")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground.paint(painter)
        if self.pulse.share is not None:
            painting.paint_signals(painter, self.places, self.pulse.share)
        self._new_wire.paint(painter, self.places)

    # ---- inside ------------------------------------------------------------------------------

    def _make(self) -> None:
        """Have a widget for every part, and none more."""
        gates = {gate.name for gate in self.board.gates}
        parts: tuple[tuple[dict, set[str]], ...] = (  # type: ignore[type-arg]
            (self.bits, set(self.board.inputs)), (self.cards, gates), (self.ports, gates | set(self.board.inputs))
        )  # fmt: skip
        for made, names in parts:
            for name in set(made) - names:
                let_go(made.pop(name))
        for place, name in enumerate(self.board.inputs):
            if name not in self.bits:
                self.bits[name] = bit = InputBit(self)
                bit.clicked.connect(partial(self._flip, name))
                bit.show()
            self.bits[name].setProperty("place", place)
        for name in gates - set(self.cards):
            self.cards[name] = self._made_card(name)
        for name in (gates | set(self.board.inputs)) - set(self.ports):
            self.ports[name] = port = Port(self)
            port.drawn.connect(partial(self._new_wire.draw, name))
            port.dropped.connect(partial(self._new_wire.drop, name))
            port.show()

    def _made_card(self, name: str) -> GateCard:
        card = GateCard(self)
        card.chosen.connect(partial(self.choose, name))
        card.moved.connect(partial(self._move, name))
        card.deleted.connect(lambda: self.take(self.board.without(name)))
        card.show()
        return card

    def _show_values(self) -> None:
        board = self.board
        for name, value in zip(board.inputs, board.here, strict=True):
            self.bits[name].show_value(name, value)
        for gate in board.gates:
            threshold = -gate.bias if gate.bias else 0.0
            self.cards[gate.name].show_gate(
                gate.name,
                board.now.get(gate.name),
                threshold,
                chosen=gate.name == self.chosen,
                output=gate.name in board.outputs,
            )
        self.weights.show_gate(board.gate(self.chosen) if self.chosen else None)

    def _lay_out(self) -> None:
        places = self.places
        for name, part in (*self.bits.items(), *self.cards.items()):
            part.setGeometry(places.area(name).toRect())
        for name, port in self.ports.items():
            at = places.port(name)
            port.move(round(at.x() - PORT / 2 - 1), round(at.y() - PORT / 2))
            port.raise_()
        self.weights.lay_out(places)
        self._ground.outdate()

    def _flip(self, name: str) -> None:
        self.take(self.board.flipped(self.board.inputs.index(name)))
        self.pulse.run()

    def _move(self, name: str, to: QPointF) -> None:
        self._moved[name] = self.places.cell(to)
        self._places = None
        self._lay_out()
        self.update()

    def _land(self, name: str, at: QPointF) -> None:
        target = next((n for n, card in self.cards.items() if card.geometry().contains(at.toPoint())), None)
        if target is not None and target != name:
            self.wire(name, target)

    def wire(self, source: str, target: str) -> None:
        """Draw a wire, or take it away."""
        try:
            self.take(self.board.wired(source, target))
        except NnsimError as error:
            self.refused.emit(str(error))
