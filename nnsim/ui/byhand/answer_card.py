"""What comes out for a row, what should, and what the loss makes of it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from nnsim.base.text import tr
from nnsim.lab.byhand.symbols import LOSS
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand.card import Card
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.byhand.loss_text import SHOWN, loss_text
from nnsim.ui.look import fonts
from nnsim.ui.widgets.labels import Pill


class AnswerCard(Card):
    """Right or wrong in words and by a mark, the outputs, and the loss line by line."""

    def __init__(self, following: FollowingRow) -> None:
        super().__init__(tr("Output and loss"))
        self._following = following
        self.verdict = Pill()
        self.lines = QLabel()
        self.lines.setTextFormat(Qt.TextFormat.RichText)
        self.lines.setWordWrap(True)
        self.lines.setFont(fonts.tabular(fonts.ui_font()))
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.column.addWidget(self.verdict)
        self.column.addWidget(self.lines)
        following.changed.connect(self.show_answer)
        self.show_answer()

    def show_answer(self) -> None:
        """Show what the row comes to."""
        board = self._following.board
        row, names = board.row, board.prepared.target_names
        self.verdict.setVisible(row.chosen is not None)
        if row.chosen is not None and row.meant is not None:
            pattern = tr("wrong: {chosen} for {meant}") if row.is_wrong else tr("right: {chosen}")
            words = pattern.format(chosen=names[row.chosen], meant=names[row.meant])
            self.verdict.set_state("bad" if row.is_wrong else "good", words)
        elif row.chosen is not None:
            self.verdict.set_state("neutral", tr("{chosen} is chosen").format(chosen=names[row.chosen]))
        text = loss_text(board)
        if not board.walk.outputs:
            text = tr("This network has no loss: its outputs are compared with nothing.")
        elif math.isnan(row.loss) and not row.targets:
            text = self._outputs() + tr("No target is known for typed numbers, so there is no loss.")
        else:
            text += f"<p style='margin:4px 0 0 0'>{LOSS} = <b>{written(row.loss)}</b></p>"
        self.lines.setText(text)

    def _outputs(self) -> str:
        answers = self._following.board.row.answers
        texts = [", ".join(written(float(v)) for v in answer[:SHOWN]) for answer in answers]
        return "".join(f"<p style='margin:0 0 4px 0'>{text}</p>" for text in texts)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.show_answer()
        super().changeEvent(event)
