"""Follow a row, all of it: which one above, the network, what is spelled out beside."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from nnsim.lab.byhand.follow_board import FollowBoard
from nnsim.ui.byhand.answer_card import AnswerCard
from nnsim.ui.byhand.follow_view import FollowView
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.byhand.row_bar import RowBar
from nnsim.ui.byhand.sum_card import SumCard
from nnsim.ui.widgets.side_column import side_column

_SHARES = (62, 38)


class FollowedNetwork(QWidget):
    """A row on its way through a network."""

    def __init__(self, board: FollowBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.following = FollowingRow(board)
        self.bar = RowBar(self.following)
        self.view = FollowView(self.following)
        self.sum, self.answer = SumCard(self.following), AnswerCard(self.following)
        self.view.eye.row_wanted.connect(self.bar.go)
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.bar)
        side.addWidget(self.view, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(side_column(self.answer, self.sum))
        split.setChildrenCollapsible(False)
        split.setSizes([share * 100 for share in _SHARES])
        for place, share in enumerate(_SHARES):
            split.setStretchFactor(place, share)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.setFocusProxy(self.view)
