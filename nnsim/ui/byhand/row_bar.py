"""Which row is followed: the next one, the previous one, only the wrong ones, or numbers of one's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit

from nnsim.base.errors import NnsimError
from nnsim.base.event import Event
from nnsim.base.settings import Integer
from nnsim.base.text import mark, tr
from nnsim.lab.byhand.follow_board import PARTS, FollowBoard
from nnsim.lab.byhand.typed_in import typed_row
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.look import fonts
from nnsim.ui.widgets.choice_field import ChoiceField
from nnsim.ui.widgets.number_field import NumberField
from nnsim.ui.widgets.strip import Strip
from nnsim.ui.widgets.style import icon_button, label

ROW = Integer(label=mark("Row"), low=1, high=10**9)
MOST_TYPED = 32
"""Inputs of a row that are shown as text to be changed."""


class RowBar(Strip):
    """Buttons and fields; what cannot be is said.

    Events
    ------
    refused(sentence)
        There is no such row, or what was typed is none.
    """

    def __init__(self, following: FollowingRow) -> None:
        super().__init__()
        self.refused: Event[[str]] = Event()
        self._following = following
        self.part = ChoiceField([(part, tr(title)) for part, title in PARTS.items()])
        self.part.setAccessibleName(tr("Part of the data"))
        self.number = NumberField(ROW, 1)
        self.number.setAccessibleName(tr("Row"))
        self.number.setFixedWidth(fonts.grown(86))
        self.of = label("", "muted")
        self.back = icon_button("chevron-left", tr("The previous row"), lambda: self.go(-1))
        self.forth = icon_button("chevron-right", tr("The next row"), lambda: self.go(1))
        self.only_wrong = QCheckBox(tr("Only the wrong ones"))
        self.typed = QLineEdit()
        self.typed.setAccessibleName(tr("Numbers of your own"))
        self.typed.setPlaceholderText(tr("numbers of your own, Enter"))
        self.typed.setMinimumWidth(fonts.grown(190))
        for part in (
            self.part, label(tr("Row"), "muted"), self.back, self.number, self.of, self.forth, self.only_wrong,
            label(tr("Inputs"), "muted"),
        ):  # fmt: skip
            self.row.addWidget(part)
        self.row.addWidget(self.typed, 1)
        self.part.valueEdited.connect(lambda key: self._try(lambda b: b.with_part(str(key))))
        self.number.valueEdited.connect(lambda n: self._try(lambda b: b.at(int(n) - 1)))
        self.typed.returnPressed.connect(self._take_typed)
        following.changed.connect(self.show_row)
        self.show_row()

    def show_row(self) -> None:
        """Show which row is followed."""
        board = self._following.board
        self.part.set_value(board.part)
        if board.number is not None:
            self.number.set_value(board.number + 1)
        self.of.setText(tr("of {rows}").format(rows=f"{board.walk.rows:,}"))
        raw = board.raw
        self.typed.setText(" ".join(f"{v:.6g}" for v in raw) if len(raw) <= MOST_TYPED else "")

    def go(self, step: int) -> None:
        """Follow the next or the previous row."""
        self._try(lambda board: board.beside(step, only_wrong=self.only_wrong.isChecked()))

    def _take_typed(self) -> None:
        text = self.typed.text()
        self._try(lambda board: board.with_typed(typed_row(text, board.walk.shape)))

    def _try(self, change: Callable[[FollowBoard], FollowBoard]) -> None:
        try:
            self._following.show(change(self._following.board))
        except NnsimError as error:
            self.refused.fire(str(error))
