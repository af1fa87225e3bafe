"""What grids of examples have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from nnsim.data.dataset import Dataset
from nnsim.data.prepared import Prepared
from nnsim.ui.charts.symbols import symbol
from nnsim.ui.datapage.examples import (
    LEFT_OUT,
    PART_SHAPES,
    colours,
    part_names,
    part_of_rows,
    target_text,
)
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

MOST_TOLD = 32
"""Examples whose targets are told to who cannot see them."""
CAPTION, GAP, FOOT = 18, 8, 22


class ExamplesGrid(QWidget):
    """What grids of examples have in common: which rows, their captions, the key at the foot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(fonts.ui_font(fonts.SMALL))
        self._dataset: Dataset | None = None
        self._parts = np.zeros(0, np.int8)
        self.rows: Sequence[int] = ()

    def show_examples(self, prepared: Prepared) -> None:
        """Draw a few examples of `prepared`."""
        self._dataset = prepared.dataset
        self._parts = part_of_rows(prepared)
        self.rows = self._pick(prepared.dataset)
        words = "; ".join(f"{row + 1}: {target_text(prepared.dataset, row)}" for row in self.rows[:MOST_TOLD])
        self.setAccessibleDescription(words)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 160)

    def _pick(self, dataset: Dataset) -> Sequence[int]:
        raise NotImplementedError

    def caption_of(self, row: int) -> str:
        """Return what stands above an example: what is to be predicted for it."""
        assert self._dataset is not None
        return target_text(self._dataset, row)

    def paint_caption(self, painter: QPainter, row: int, area: QRectF) -> None:
        """Say of which part and class an example is."""
        text = self.caption_of(row)
        metrics = QFontMetricsF(self.font())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - 14)
        left = area.left() + max(0.0, (area.width() - 14 - metrics.horizontalAdvance(text)) / 2)
        part = int(self._parts[row])
        if part != LEFT_OUT:
            self._paint_part(
                painter, part, QPointF(left + 4, area.center().y()), _colour_of(self._dataset, row)
            )
        painter.setPen(QColor(theme().text))
        painter.drawText(area.adjusted(left - area.left() + 12, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_part(self, painter: QPainter, part: int, at: QPointF, colour: str) -> None:
        painter.save()
        painter.translate(at)
        painter.scale(8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawPath(symbol(PART_SHAPES[part]))
        painter.restore()

    def key_width(self) -> float:
        """Return how much room the key takes."""
        metrics = QFontMetricsF(self.font())
        return sum(
            24 + metrics.horizontalAdvance(part_names()[part]) for part in _parts_of(self._parts, self.rows)
        )

    def paint_key(self, painter: QPainter, left: float) -> None:
        """Explain the outlines at the foot."""
        metrics, middle = QFontMetricsF(self.font()), self.height() - FOOT / 2 + 2
        for part in _parts_of(self._parts, self.rows):
            self._paint_part(painter, part, QPointF(left + 4, middle), theme().muted)
            name = part_names()[part]
            painter.setPen(QColor(theme().muted))
            width = metrics.horizontalAdvance(name)
            painter.drawText(
                QRectF(left + 12, middle - 9, width + 2, 18), Qt.AlignmentFlag.AlignVCenter, name
            )
            left += 12 + width + 12


def _parts_of(parts: NDArray[np.int8], rows: Sequence[int]) -> list[int]:
    """Return the parts that some rows went to."""
    return sorted({int(part) for part in np.unique(parts[list(rows)])} - {LEFT_OUT})


def _colour_of(dataset: Dataset | None, row: int) -> str:
    """Return the colour of the class of an example, or one that stands for none."""
    if dataset is None or dataset.task != "classes":
        return theme().muted
    return colours().of_class(int(dataset.targets[row]))
