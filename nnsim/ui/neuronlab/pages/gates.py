"""Gates wired together."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.settings import Integer
from nnsim.base.text import mark, tr
from nnsim.data.sources.typed_table import numbered
from nnsim.lab.board import Board
from nnsim.lab.circuit_board import MOST_BITS, CircuitBoard
from nnsim.lab.gates import KINDS, gate
from nnsim.ui.neuronlab.alone_card import AloneCard
from nnsim.ui.neuronlab.circuit_view import CircuitView
from nnsim.ui.neuronlab.from_canvas import from_canvas
from nnsim.ui.neuronlab.gate_panel import GatePanel
from nnsim.ui.neuronlab.lab_page import LabPage, register
from nnsim.ui.neuronlab.split import bar_of, lay_out
from nnsim.ui.neuronlab.truth_card import TruthCard
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.style import button, label


@register
class GatesPage(LabPage):
    """A `CircuitBoard`: the gates on the left, the truth table and the chosen gate on the right."""

    key = "gates"
    title = mark("Gates")
    summary = mark(
        "Perceptrons wired together: press an input, follow the signals, and check the truth table."
    )
    order = 20
    boards = CircuitBoard

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view = CircuitView(_empty(2))
        self.truth, self.alone, self.panel = TruthCard(), AloneCard(), GatePanel()
        self.count = NumberField(Integer(label=mark("Inputs"), low=1, high=MOST_BITS), 2)
        self.count.setAccessibleName(tr("Inputs"))
        self.kinds: dict[str, QPushButton] = {}
        for kind, (title, _, _) in KINDS.items():
            made = self.kinds[kind] = button(f"+ {tr(title)}", partial(self._add, kind), variant="pill")
            made.setToolTip(tr("Put a {gate} gate on the table").format(gate=tr(title)))
        self.clear = button(tr("Empty table"), self._clear)
        self.clear.setToolTip(tr("Begin with nothing but so many inputs"))
        head = bar_of(label(tr("Inputs"), "muted"), self.count, self.clear, *self.kinds.values())
        lay_out(self, head, self.view, [self.truth, self.alone, self.panel], -1)
        self._connect()

    def show_board(self, board: Board) -> None:
        assert isinstance(board, CircuitBoard)
        self.view.show_board(board)
        self._show(board, anew=True)
        self.view.pulse.run()

    def board(self) -> CircuitBoard:
        return self.view.board

    def board_of_network(self) -> CircuitBoard:
        return from_canvas(self.session).circuit()

    # ---- inside ------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.view.changed.connect(self._show)
        self.view.picked.connect(lambda name: self.panel.show_gate(self.board(), name))
        self.view.refused.connect(self.session.voice.complained.fire)
        self.truth.changed.connect(self._take_row)
        self.panel.changed.connect(self._take)
        self.panel.wired.connect(self.view.wire)

    def _take(self, board: CircuitBoard) -> None:
        self.view.take(board)

    def _take_row(self, board: CircuitBoard) -> None:
        self._take(board)
        self.view.pulse.run()

    def _show(self, board: CircuitBoard, *, anew: bool = False) -> None:
        self.truth.show_board(board, anew=anew)
        self.alone.show_board(board)
        self.panel.show_gate(board, self.view.chosen)
        self.count.set_value(min(len(board.inputs), MOST_BITS))

    def _add(self, kind: str) -> None:
        board = self.board()
        title, _, _ = KINDS[kind]
        name = board.fresh_name(tr(title))
        self._try(lambda: _with_first_output(board.with_gate(gate(kind, name)), name))
        self.view.choose(self.board().gates[-1].name if self.board().gates else "")

    def _clear(self) -> None:
        self.show_board(_empty(int(self.count.value())))
        self.begun_anew.fire()

    def _try(self, change) -> None:  # type: ignore[no-untyped-def]
        try:
            self._take(change())
        except NnsimError as error:
            self.session.voice.complained.fire(str(error))


def _empty(inputs: int) -> CircuitBoard:
    """Return a table with nothing but inputs."""
    return CircuitBoard(tuple(numbered("x", i) for i in range(inputs)), (), ())


def _with_first_output(board: CircuitBoard, name: str) -> CircuitBoard:
    """Return the same with a gate as output where none is yet, so that there is something to see."""
    return board if board.outputs else board.as_output(name)
