"""One perceptron, large."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QWidget

from nnsim.base.settings import Integer
from nnsim.base.text import mark, tr
from nnsim.engine.activation import activations
from nnsim.lab.board import Board
from nnsim.lab.neuron import MOST_INPUTS, Neuron
from nnsim.lab.neuron_board import NeuronBoard
from nnsim.ui.neuronlab import votes
from nnsim.ui.neuronlab.card import Card
from nnsim.ui.neuronlab.from_canvas import from_canvas
from nnsim.ui.neuronlab.lab_page import LabPage, register
from nnsim.ui.neuronlab.neuron_plane import NeuronPlane
from nnsim.ui.neuronlab.neuron_view import NeuronView
from nnsim.ui.neuronlab.rows_table import RowsTable
from nnsim.ui.neuronlab.split import bar_of, lay_out
from nnsim.ui.neuronlab.unit_choice import UnitChoice
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.style import label


@register
class PerceptronPage(LabPage):
    """A `NeuronBoard`: the neuron on the left, its rows and its line on the right."""

    key = "perceptron"
    title = mark("Perceptron")
    summary = mark("One neuron, large: drag what comes in and the weights, and see when it fires.")
    order = 10
    boards = NeuronBoard

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view = NeuronView(NeuronBoard(Neuron((0.0, 0.0), (1.0, 1.0))))
        self.count = NumberField(Integer(label=mark("Inputs"), low=1, high=MOST_INPUTS))
        self.way = SegmentedControl([("threshold", tr("Threshold")), ("bias", tr("Bias"))], tr("Written as"))
        self.activation = ChoiceField([(kind.key, tr(kind.title)) for kind in activations])
        for field, name in ((self.count, tr("Inputs")), (self.activation, tr("Activation"))):
            field.setAccessibleName(name)
        self.biology = QCheckBox(tr("Nerve cell"))
        self.table_card = Card(tr("What comes out"))
        self.table = RowsTable(tr("What comes out"))
        self.table_card.column.addWidget(self.table)
        self.plane, self.units = NeuronPlane(), UnitChoice()
        head = bar_of(
            label(tr("Inputs"), "muted"), self.count, self.way, label(tr("Activation"), "muted"), self.activation,
            self.biology, self.units,
        )  # fmt: skip
        lay_out(self, head, self.view, [self.table_card, self.plane], 1)
        self._connect()

    def show_board(self, board: Board) -> None:
        assert isinstance(board, NeuronBoard)
        if board not in self.units:
            self.units.offer(())
        self._take_board(board)
        self.view.pulse.run()

    def board(self) -> NeuronBoard:
        return self.view.board

    def board_of_network(self) -> NeuronBoard:
        self.units.offer(from_canvas(self.session).units(self.session.workspace.selection))
        return self.units.current()

    # ---- inside ------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.view.changed.connect(self._show)
        self.view.refused.connect(self.session.voice.complained.fire)
        self.table.chosen.connect(self._choose_row)
        self.plane.changed.connect(self._take_board)
        self.units.chosen.connect(self.show_board)
        self.way.currentChanged.connect(self._write)
        self.biology.toggled.connect(self.view.show_biology)
        self.count.valueEdited.connect(lambda n: self._take(self.board().neuron.with_count(int(n))))
        self.activation.valueEdited.connect(
            lambda key: self._take(replace(self.board().neuron, activation=activations[key]()))
        )

    def _write(self, way: str) -> None:
        self.view.write_as_bias(way == "bias")
        self._show_rows(self.board())

    def _take(self, neuron: Neuron) -> None:
        self._take_board(self.board().with_neuron(neuron))

    def _take_board(self, board: NeuronBoard) -> None:
        self.view.show_board(board)
        self._show(board)

    def _show(self, board: NeuronBoard) -> None:
        self._show_rows(board)
        self.plane.show_board(board)
        self.count.set_value(len(board.neuron.inputs))
        self.activation.set_value(board.neuron.activation.key)

    def _show_rows(self, board: NeuronBoard) -> None:
        heads = votes.heads(board, as_bias=self.view.as_bias)
        cells = votes.cells(board, as_bias=self.view.as_bias)
        self.table.show_rows(heads, cells, votes.shown_rows(board).index(board.neuron.inputs))

    def _choose_row(self, row: int) -> None:
        self._take_board(self.board().with_row(votes.shown_rows(self.board())[row]))
        self.view.pulse.run()
