"""What grids of examples have in common, and a few sequences drawn side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
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

MOST_SEQUENCES = 6
MOST_TOLD = 32
"""Examples whose targets are told to who cannot see them."""
CAPTION, GAP, FOOT = 18, 8, 22
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


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

    def paint_caption(self, painter: QPainter, row: int, area: QRectF) -> None:
        """Say of which part and class an example is."""
        assert self._dataset is not None
        text = target_text(self._dataset, row)
        metrics = QFontMetricsF(self.font())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - 14)
        left = area.left() + max(0.0, (area.width() - 14 - metrics.horizontalAdvance(text)) / 2)
        part = int(self._parts[row])
        if part != LEFT_OUT:
            self._paint_part(painter, part, QPointF(left + 4, area.center().y()), self._colour(row))
        painter.setPen(QColor(theme().text))
        painter.drawText(area.adjusted(left - area.left() + 12, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _colour(self, row: int) -> str:
        assert self._dataset is not None
        if self._dataset.task != "classes":
            return theme().muted
        return colours().of_class(int(self._dataset.targets[row]))

    def _paint_part(self, painter: QPainter, part: int, at: QPointF, colour: str) -> None:
        painter.save()
        painter.translate(at)
        painter.scale(8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawPath(symbol(PART_SHAPES[part]))
        painter.restore()

    def paint_key(self, painter: QPainter, left: float) -> None:
        """Explain the outlines at the foot."""
        metrics, middle = QFontMetricsF(self.font()), self.height() - FOOT / 2 + 2
        for part in sorted({int(self._parts[row]) for row in self.rows} - {LEFT_OUT}):
            self._paint_part(painter, part, QPointF(left + 4, middle), theme().muted)
            name = part_names()[part]
            painter.setPen(QColor(theme().muted))
            width = metrics.horizontalAdvance(name)
            painter.drawText(
                QRectF(left + 12, middle - 9, width + 2, 18), Qt.AlignmentFlag.AlignVCenter, name
            )
            left += 12 + width + 12


class SequencePlots(ExamplesGrid):
    """A few sequences as lines, one for each channel, the classes by turns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("A few sequences"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def is_close_up(self) -> bool:
        """Whether one of them is shown large."""
        return len(self.rows) == 1 and self._dataset is not None and len(self._dataset) > 1

    def enlarge(self, row: int) -> None:
        """Show one sequence alone, as large as there is room; nothing where there is no such row."""
        if self._dataset is None or not 0 <= row < len(self._dataset):
            return
        self.rows = [row]
        self.setAccessibleDescription(f"{row + 1}: {target_text(self._dataset, row)}")
        self.setToolTip(
            tr("Row {n}; Left and Right show the next, a click or Escape goes back").format(n=row + 1)
        )
        self.setFocus()
        self.update()

    def put_back(self) -> None:
        """Show a few of them again."""
        if self._dataset is not None:
            self.rows = self._pick(self._dataset)
            self.setToolTip("")
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.is_close_up:
            self.put_back()
            return
        area = next((i for i, area in enumerate(self._areas()) if area.contains(event.position())), None)
        if area is not None:
            self.enlarge(self.rows[area])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if self.is_close_up and event.key() == Qt.Key.Key_Escape:
            self.put_back()
        elif self.rows and step is not None:
            self.enlarge(self.rows[0] + step if self.is_close_up else self.rows[0])
        else:
            super().keyPressEvent(event)

    def _areas(self) -> list[QRectF]:
        """Return where the sequences stand."""
        if not self.rows:
            return []
        columns = 2 if len(self.rows) % 2 == 0 and self.width() < 700 else min(3, len(self.rows))
        lines = math.ceil(len(self.rows) / columns)
        wide = (self.width() + 2 * GAP) / columns - 2 * GAP
        tall = (self.height() - FOOT - 4) / lines - GAP
        return [
            QRectF((i % columns) * (wide + 2 * GAP), (i // columns) * (tall + GAP), wide, tall)
            for i in range(len(self.rows))
        ]

    def _pick(self, dataset: Dataset) -> list[int]:
        if dataset.task != "classes":
            return list(range(min(MOST_SEQUENCES, len(dataset))))
        places = [np.flatnonzero(dataset.targets == k) for k in range(min(dataset.classes, MOST_SEQUENCES))]
        each = max(1, MOST_SEQUENCES // max(1, len(places)))
        turns = [int(found[i]) for i in range(each) for found in places if i < len(found)]
        return turns[:MOST_SEQUENCES]

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dataset is None or not self.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, area in zip(self.rows, self._areas(), strict=True):
            self._paint_one(painter, row, area)
        self.paint_key(painter, 2.0)
        self._paint_channels(painter)

    def _paint_one(self, painter: QPainter, row: int, area: QRectF) -> None:
        assert self._dataset is not None
        look = theme()
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.canvas))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self.paint_caption(painter, row, QRectF(area.left() + 8, area.top() + 4, area.width() - 16, CAPTION))
        example = np.nan_to_num(self._dataset.values(row))
        shown = self._dataset.values(self.rows)
        low, high = float(np.nanmin(shown)), float(np.nanmax(shown))
        plot = area.adjusted(12, CAPTION + 10, -12, -10)
        zero = plot.bottom() - (0 - low) / max(high - low, 1e-9) * plot.height()
        if plot.top() <= zero <= plot.bottom():
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero))
        across = plot.left() + np.arange(len(example)) / max(len(example) - 1, 1) * plot.width()
        up = plot.bottom() - (example - low) / max(high - low, 1e-9) * plot.height()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for channel in range(min(example.shape[1], len(look.series))):
            painter.setPen(self._pen(channel))
            points = zip(across, up[:, channel], strict=True)
            painter.drawPolyline(QPolygonF([QPointF(float(x), float(y)) for x, y in points]))

    def _pen(self, channel: int) -> QPen:
        pen = QPen(QColor(theme().series[channel]), 1.8)
        pen.setStyle(_DASHES[channel % len(_DASHES)])
        return pen

    def _paint_channels(self, painter: QPainter) -> None:
        """Explain the lines, right at the foot."""
        assert self._dataset is not None
        metrics, middle = QFontMetricsF(self.font()), self.height() - FOOT / 2 + 2
        right = self.width() - 2.0
        for channel in reversed(range(min(self._dataset.shape[1], 4))):
            name = tr("channel {n}").format(n=channel + 1)
            right -= metrics.horizontalAdvance(name)
            painter.setPen(QColor(theme().muted))
            painter.drawText(QRectF(right, middle - 9, 120, 18), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(self._pen(channel))
            painter.drawLine(QPointF(right - 26, middle), QPointF(right - 6, middle))
            right -= 42
