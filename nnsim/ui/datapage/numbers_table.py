"""The numbers that describe a column: of all rows, and of each class."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.data.looking.statistics import ColumnNumbers, Described
from nnsim.ui.charts.patterns import paint_pattern
from nnsim.ui.datapage.examples import colours
from nnsim.ui.datapage.plain_table import PlainTable
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_MOST_SHOWN = 5
"""Lines that are in sight at once."""
_ROW = 22


class NumbersTable(PlainTable):
    """A line for all rows and one for each class, which is the legend of the histogram, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._lines = QStandardItemModel()
        super().__init__(self._lines, tr("Numbers of the column"), parent)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(fonts.grown(_ROW))
        self.verticalHeader().setDefaultSectionSize(fonts.grown(_ROW))
        self.setIconSize(QSize(16, 12))
        self.horizontalHeader().setFont(fonts.ui_font(fonts.SMALL))

    def show_numbers(self, numbers: ColumnNumbers, classes: tuple[str, ...], sampled: str = "") -> None:
        """Show what describes a column; `sampled` says, translated, of how many rows where it is not of all."""
        names = (
            tr("Rows"), tr("known"), tr("missing"), tr("distinct"), tr("mean"), tr("std. dev."),
            tr("least"), tr("lower quartile"), tr("median"), tr("upper quartile"), tr("greatest"),
        )  # fmt: skip
        self._lines.clear()
        self._lines.setHorizontalHeaderLabels(names)
        self._lines.appendRow(_line(sampled or tr("all"), QIcon(), numbers.total))
        for k, (name, described) in enumerate(zip(classes, numbers.by_class, strict=True)):
            self._lines.appendRow(_line(name, swatch(colours().of_class(k), k), described))
        for column in range(1, len(names)):
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._lines.horizontalHeaderItem(column).setTextAlignment(side)
        self._lines.horizontalHeaderItem(0).setTextAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.resizeColumnsToContents()
        lines = min(self._lines.rowCount(), _MOST_SHOWN)
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + lines * fonts.grown(_ROW) + bar + 4)


def _line(name: str, icon: QIcon, numbers: Described) -> list[QStandardItem]:
    counts = (numbers.count, numbers.missing, numbers.distinct)
    others = (
        numbers.mean,
        numbers.std,
        numbers.least,
        numbers.lower_quartile,
        numbers.median,
        numbers.upper_quartile,
        numbers.greatest,
    )
    texts = [f"{n:,}" for n in counts] + ["–" if math.isnan(v) else f"{v:.5g}" for v in others]
    cells = [QStandardItem(icon, name), *(QStandardItem(text) for text in texts)]
    for cell in cells[1:]:
        cell.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return cells


def swatch(colour: str, pattern: int) -> QIcon:
    """Return a piece of a bar of the histogram, sharp up to a scale of 300 %."""
    pixmap = QPixmap(48, 36)
    pixmap.setDevicePixelRatio(3)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    area = QRectF(0, 0, 16, 12)
    painter.fillRect(area, QColor(colour))
    paint_pattern(painter, area, pattern, theme().colour("panel"))
    painter.end()
    return QIcon(pixmap)
