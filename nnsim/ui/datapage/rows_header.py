"""The heading of the table of rows: what each column is called, what it holds, and what rows are sorted by."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from nnsim.data.row_choice import AS_GIVEN
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

KIND = Qt.ItemDataRole.UserRole + 1
"""Role of what stands below the name of a column."""
LACKS = Qt.ItemDataRole.UserRole + 2
"""Role that tells whether values of a column are missing."""
_MARGIN, _ARROW = 8, 8


class RowsHeader(QHeaderView):
    """Two lines for each column; a click sorts by it, upwards, downwards, and not at all by turns."""

    sort_wanted = Signal(int, bool)
    """The column to sort by, or `AS_GIVEN`, and whether downwards."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.column, self.descending = AS_GIVEN, False
        self._small = fonts.tabular(fonts.ui_font(fonts.SMALL))
        self.setSectionsClickable(True)
        self.sectionClicked.connect(self.turn)

    def show_sorting(self, column: int, descending: bool) -> None:
        """Show by what rows are sorted."""
        self.column, self.descending = column, descending
        self.viewport().update()

    def turn(self, column: int) -> None:
        """Go on to the next of the three states of a column."""
        if column != self.column:
            self.sort_wanted.emit(column, False)
        elif not self.descending:
            self.sort_wanted.emit(column, True)
        else:
            self.sort_wanted.emit(AS_GIVEN, False)

    def width_of(self, column: int) -> int:
        """Return the pixels that both lines of a column need."""
        name, kind = self._texts(column)
        wide = max(
            QFontMetrics(self.font()).horizontalAdvance(name) + _ARROW + 4,
            QFontMetrics(self._small).horizontalAdvance(kind),
        )
        return wide + 2 * _MARGIN + 2

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        lines = QFontMetrics(self.font()).height() + QFontMetrics(self._small).height()
        return QSize(size.width(), lines + 10)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        look, (name, kind) = theme(), self._texts(logicalIndex)
        sorts = logicalIndex == self.column
        painter.save()
        painter.fillRect(rect, QColor(look.panel))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(look.line))
        inside = rect.adjusted(_MARGIN, 4, -_MARGIN, -4)
        side = self.model().headerData(logicalIndex, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        side = Qt.AlignmentFlag(side) & Qt.AlignmentFlag.AlignHorizontal_Mask
        painter.setFont(self.font())
        metrics = painter.fontMetrics()
        upper = QRect(inside.left(), inside.top(), inside.width(), metrics.height())
        text = metrics.elidedText(
            name, Qt.TextElideMode.ElideRight, upper.width() - (_ARROW + 4 if sorts else 0)
        )
        painter.setPen(QColor(look.text))
        if sorts:
            self._paint_arrow(painter, upper)
            upper = upper.adjusted(0, 0, -_ARROW - 4, 0)
        painter.drawText(upper, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(self._small)
        lower = QRect(inside.left(), inside.top() + metrics.height(), inside.width(), inside.height())
        lacks = self.model().headerData(logicalIndex, self.orientation(), LACKS)
        painter.setPen(QColor(look.warning if lacks else look.muted))
        text = painter.fontMetrics().elidedText(kind, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, side | Qt.AlignmentFlag.AlignTop, text)
        painter.restore()

    def _paint_arrow(self, painter: QPainter, area: QRect) -> None:
        """Point upwards where values grow downwards, as in file managers."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y, half = area.right() - _ARROW / 2, area.center().y() + 0.5, _ARROW / 2
        way = -1 if not self.descending else 1
        tip, base = QPointF(x, y + way * half * 0.7), y - way * half * 0.7
        painter.setBrush(QColor(theme().accent))
        pen = painter.pen()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(QPolygonF([tip, QPointF(x - half, base), QPointF(x + half, base)]))
        painter.setPen(pen)

    def _texts(self, column: int) -> tuple[str, str]:
        name = self.model().headerData(column, self.orientation())
        kind = self.model().headerData(column, self.orientation(), KIND)
        return str(name), str(kind or "")
