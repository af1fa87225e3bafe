"""The network a row goes through: every value, and the connections of the unit under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.lab.byhand.written import written
from nnsim.ui.byhand import follow_painting as painting
from nnsim.ui.byhand.follow_eye import FollowEye
from nnsim.ui.byhand.follow_keys import FOLLOW_KEYS
from nnsim.ui.byhand.following_row import FollowingRow
from nnsim.ui.byhand.paper_view import PaperView
from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.painting import paint_dots


class FollowView(PaperView):
    """Shows what a `FollowEye` sees. A click keeps the unit although the mouse goes on; another one lets go of it."""

    def __init__(self, following: FollowingRow, parent: QWidget | None = None) -> None:
        self.following, self.eye = following, FollowEye(following)
        super().__init__(self.eye, tr("The network a row goes through"), parent)
        self.eye.seen.connect(self._announce)

    def _announce(self) -> None:
        """Tell screen readers what is spelled out."""
        at, board = self.following.at, self.following.board
        self.say(f"{board.walk.symbol(at)} = {written(float(board.row.values[at.stage][at.number]))}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, lens = QPainter(self), self.eye.lens
        painter.fillRect(self.rect(), theme().colour("canvas"))
        paint_dots(painter, QRectF(self.rect()), lens.zoom, lens.shift)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(lens.shift)
        painter.scale(lens.zoom, lens.zoom)
        sheet, at = self.eye.sheet, self.following.at
        row, walk = self.following.board.row, self.following.board.walk
        painting.paint_summands(painter, sheet, at, self.following.told().summands)
        for column in sheet.columns:
            name = column.stage.name if column.output is None else tr("output")
            painting.paint_column(
                painter, sheet, column, row.values[column.id], walk.symbol_of(column.id), name
            )
        painting.paint_chosen(painter, sheet.rect(at), round_=not sheet.across[at.stage])

    # ---- events --------------------------------------------------------------------------------

    def hovered(self, at: QPointF) -> None:
        self.eye.hover(at)

    def clicked(self, at: QPointF) -> None:
        self.eye.pick(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        binding = FOLLOW_KEYS.find(event.keyCombination())
        if binding is None:
            super().keyPressEvent(event)
            return
        binding.act(self.eye)
