"""A row followed through the open network."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark
from nnsim.lab.board import Board
from nnsim.lab.byhand.follow_board import FollowBoard
from nnsim.ui.byhand.followed_network import FollowedNetwork
from nnsim.ui.byhand.open_network import open_network
from nnsim.ui.neuronlab.lab_page import LabPage, register
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.notice import Notice


@register
class FollowPage(LabPage):
    """A `FollowBoard`: of the open network whenever one comes here, or why that cannot be."""

    key = "follow"
    title = mark("Follow a row")
    summary = mark(
        "Send any row of the data, or numbers of your own, through the open network: every value, the weighted sum of"
        " the unit under the mouse, and what the loss makes of the output."
    )
    order = 50
    boards = FollowBoard

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.followed: FollowedNetwork | None = None
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._notice = Notice(self, self._body)

    def show_board(self, board: Board) -> None:
        assert isinstance(board, FollowBoard)
        self._notice.say("")
        if self.followed is not None:
            self.followed.following.show(board)
            return
        self.followed = FollowedNetwork(board)
        self.followed.bar.refused.connect(self.session.voice.complained.fire)
        self._column.addWidget(self.followed)
        self.setFocusProxy(self.followed)

    def board(self) -> FollowBoard | None:
        return None if self.followed is None else self.followed.following.board

    def board_of_network(self) -> FollowBoard:
        network, prepared = open_network(self.session)
        return FollowBoard(self.session.workspace.project, prepared, network)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        try:
            board = self.board_of_network()
        except NnsimError as error:
            self._notice.say(str(error))
            return
        before = self.board()
        # The network may have learned meanwhile; the row stays the one that was followed, where it is there.
        self.show_board(board if before is None else board.where(before))
