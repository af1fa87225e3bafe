"""Back-propagation by hand."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark
from nnsim.lab.board import Board
from nnsim.lab.byhand.board import ByHandBoard
from nnsim.ui.byhand.open_network import open_network
from nnsim.ui.byhand.worked_network import WorkedNetwork
from nnsim.ui.neuronlab.lab_page import LabPage, register
from nnsim.ui.sitting.session import Session


@register
class BackPropagationPage(LabPage):
    """A `ByHandBoard`: one step of gradient descent in single stages, every number spelled out."""

    key = "back_propagation"
    title = mark("Back-propagation")
    summary = mark(
        "One step of gradient descent by hand, stage by stage: every number on units and connections, and each of them"
        " spelled out by the chain rule."
    )
    order = 40
    boards = ByHandBoard

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._board: ByHandBoard | None = None
        self.worked: WorkedNetwork | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_board(self, board: Board) -> None:
        assert isinstance(board, ByHandBoard)
        self._board = board
        if self.worked is None:
            self.worked = self._made(board)
            self._column.addWidget(self.worked)
            self.setFocusProxy(self.worked)
        else:
            self.worked.show_sheet(board.sheet)
        self.worked.settings.show_rows(board.first, board.sheet.examples)

    def board(self) -> ByHandBoard | None:
        if self._board is None or self.worked is None:
            return None
        return self._board.with_sheet(self.worked.working.sheet)

    def board_of_network(self) -> ByHandBoard:
        network, prepared = open_network(self.session)
        return ByHandBoard.of(self.session.workspace.project, prepared, network)

    def _made(self, board: ByHandBoard) -> WorkedNetwork:
        made = WorkedNetwork(board.sheet)
        made.refused.connect(self.session.voice.complained.fire)
        made.settings.rows_wanted.connect(self._show_rows)
        return made

    def _show_rows(self, first: int, count: int) -> None:
        board = self.board()
        if board is None:
            return
        try:
            self.show_board(board.with_rows(first, count))
        except NnsimError as error:
            self.show_board(board)
            self.session.voice.complained.fire(str(error))
