"""The truth table of a circuit, with the row that is lit, and Check."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea

from nnsim.base.text import tr
from nnsim.lab.circuit_board import CircuitBoard
from nnsim.ui.look import fonts
from nnsim.ui.neuronlab import truth_rows
from nnsim.ui.neuronlab.card import Card
from nnsim.ui.neuronlab.rows_table import RowsTable
from nnsim.ui.widgets.style import button, label, set_property

_MOST = 320
"""Pixels that the table takes at most; beyond them it scrolls."""


class TruthCard(Card):
    """Shows the table of a board.

    Signals
    -------
    changed(CircuitBoard)
        Another row was chosen, or another table is wished for.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Truth table"))
        self._board: CircuitBoard | None = None
        self._checked = False
        self.table = RowsTable(tr("Truth table"))
        self.check = button(tr("Check"), self._check, variant="primary")
        self.check.setToolTip(tr("Compare every row with the table that is wished for"))
        self.keep = button(tr("Wish for this"), self._keep)
        self.keep.setToolTip(tr("Make what comes out now the table that is wished for"))
        self.words = label("", "muted")
        self.words.setWordWrap(True)
        area = self._area = QScrollArea()
        area.setWidget(self.table)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # The heading of the table stays in sight.
        area.verticalScrollBar().valueChanged.connect(lambda _at: self.table.update())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.check)
        row.addWidget(self.keep)
        row.addStretch(1)
        self.column.addWidget(area, 1)
        self.column.addLayout(row)
        self.column.addWidget(self.words)
        self.table.chosen.connect(self._choose)
        self.table.wished.connect(self._wish_otherwise)
        self.table.setToolTip(
            tr(
                "Press a row to put it in. Double-click what is wished for, or press Space, to wish for something else."
            )
        )

    def show_board(self, board: CircuitBoard, *, anew: bool = False) -> None:
        """Show the table of a board; `anew`: nothing was checked yet."""
        self._board = board
        self._checked = self._checked and not anew
        cells = truth_rows.cells(board, checked=self._checked)
        self.table.show_rows(truth_rows.heads(board), cells, board.row)
        wanted = self.table.sizeHint().height() + 4
        self._area.setFixedHeight(min(wanted, fonts.grown(_MOST)))
        if board.row >= 0:
            lit = self.table.row_area(board.row)
            self._area.ensureVisible(0, int(lit.center().y()), 0, int(1.6 * lit.height()))
        self._say()

    # ---- inside ------------------------------------------------------------------------------

    def _check(self) -> None:
        assert self._board is not None
        self._checked = True
        self.show_board(self._board)

    def _say(self) -> None:
        assert self._board is not None
        text, tone = (
            truth_rows.verdict(self._board) if self._checked or self._board.problems else ("", "muted")
        )
        self.words.setText(text)
        self.words.setVisible(bool(text))
        set_property(self.words, "tone", tone)

    def _keep(self) -> None:
        assert self._board is not None
        wished = tuple(tuple(float(v > 0.5) for v in row) for row in self._board.table)
        self._checked = False
        self.changed.emit(replace(self._board, wished=wished))

    def _wish_otherwise(self, row: int) -> None:
        """Wish for the next output of a row: 0 and 1 by turns, with several outputs counted up."""
        board = self._board
        if board is None or not board.wished:
            return
        before = board.wished[row]
        count = int("".join(str(int(value > 0.5)) for value in before), 2) + 1
        bits = format(count % 2 ** len(before), f"0{len(before)}b")
        wish = tuple(float(bit) for bit in bits)
        self.changed.emit(replace(board, wished=(*board.wished[:row], wish, *board.wished[row + 1 :])))

    def _choose(self, row: int) -> None:
        assert self._board is not None
        self.changed.emit(replace(self._board, here=self._board.rows[row]))
