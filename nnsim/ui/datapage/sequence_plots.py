"""A few sequences drawn side by side."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnsim.base.text import tr
from nnsim.data.clock import Clock
from nnsim.data.dataset import Dataset
from nnsim.data.prepared import Prepared
from nnsim.ui.datapage.channel_lines import ChannelLines
from nnsim.ui.datapage.examples import target_text
from nnsim.ui.datapage.pictures import CAPTION, FOOT, GAP, ExamplesGrid
from nnsim.ui.look.theme import theme

MOST_SEQUENCES = 6


class SequencePlots(ExamplesGrid):
    """A few sequences as lines, one for each channel, the classes by turns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: ChannelLines | None = None
        self._clock: Clock | None = None
        self.setAccessibleName(tr("A few sequences"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_examples(self, prepared: Prepared) -> None:
        dataset = prepared.dataset
        self._clock = None if dataset.moments is None else Clock(dataset)
        super().show_examples(prepared)
        self._lines = ChannelLines(dataset, list(self.rows))

    def caption_of(self, row: int) -> str:
        """Return when it is, where that is known as a date, and what is to be predicted."""
        text = super().caption_of(row)
        dated = self._clock is not None and self._clock.dates
        return f"{self._clock.written_of(row)} · {text}" if dated and self._clock is not None else text

    @property
    def is_close_up(self) -> bool:
        """Whether one of them is shown large."""
        return len(self.rows) == 1 and self._dataset is not None and len(self._dataset) > 1

    def enlarge(self, row: int) -> None:
        """Show one sequence alone, as large as there is room; nothing where there is no such row."""
        if self._dataset is None or not 0 <= row < len(self._dataset):
            return
        self.rows = [row]
        self._lines = ChannelLines(self._dataset, self.rows)
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
            self._lines = ChannelLines(self._dataset, self.rows)
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
            # From all of the data: windows that follow each other are almost the same.
            shown = np.linspace(0, len(dataset) - 1, min(MOST_SEQUENCES, len(dataset)))
            return [int(row) for row in np.unique(shown.round())]
        places = [np.flatnonzero(dataset.targets == k) for k in range(min(dataset.classes, MOST_SEQUENCES))]
        each = max(1, MOST_SEQUENCES // max(1, len(places)))
        turns = [int(found[i]) for i in range(each) for found in places if i < len(found)]
        return turns[:MOST_SEQUENCES]

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._lines is None or not self.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, area in zip(self.rows, self._areas(), strict=True):
            self._paint_one(painter, row, area)
        self.paint_key(painter, 2.0)
        foot, taken = self.height() - FOOT / 2 + 2, self.key_width()
        self._lines.paint_key(painter, self.width() - 2.0, foot, self.width() - taken - 2.0)

    def _paint_one(self, painter: QPainter, row: int, area: QRectF) -> None:
        assert self._lines is not None
        look = theme()
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.canvas))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self.paint_caption(painter, row, QRectF(area.left() + 8, area.top() + 4, area.width() - 16, CAPTION))
        self._lines.paint(painter, row, area.adjusted(12, CAPTION + 10, -12, -10))
