"""How many rows each part and each class has, as bars."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.ui.charts.symbols import symbol
from nnsim.ui.datapage.examples import PART_SHAPES, colours, part_names
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme

_BAR, _LINE, _GAP = 8, 22, 10


class PartsBar(QWidget):
    """One bar cut into training, validation and test, with the rows of each below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0, 0)
        self.setFont(fonts.tabular(fonts.ui_font(fonts.SMALL)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, train: int, validation: int, test: int) -> None:
        """Show so many rows in each part."""
        self._counts = (train, validation, test)
        words = ", ".join(self._words(place) for place in range(3))
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _BAR + fonts.grown(26))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        metrics, total = QFontMetricsF(self.font()), max(1, sum(self._counts))
        texts = [self._words(place) for place in range(3)]
        if sum(metrics.horizontalAdvance(text) for text in texts) + 3 * 14 + 2 * _GAP > self.width():
            texts = [f"{count:,}" for count in self._counts]
        left, words = 0.0, 0.0
        for place, count in enumerate(self._counts):
            width = self.width() * count / total
            colour = look.colour("accent", (1.0, 0.6, 0.3)[place])
            painter.setBrush(colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(left, 2, max(0.0, width - 2), _BAR), 3, 3)
            left += width
            painter.save()
            painter.translate(QPointF(words + 5, _BAR + fonts.grown(17)))
            painter.scale(8, 8)
            painter.drawPath(symbol(PART_SHAPES[place]))
            painter.restore()
            painter.setPen(look.colour("muted"))
            painter.drawText(QPointF(words + 13, _BAR + fonts.grown(21)), texts[place])
            words += metrics.horizontalAdvance(texts[place]) + 13 + _GAP

    def _words(self, place: int) -> str:
        return f"{part_names()[place]} {self._counts[place]:,}"


class ClassBars(QWidget):
    """How many rows each class has, as slim bars, however many there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._counts = np.zeros(0, np.int64)
        self.setFont(fonts.tabular(fonts.ui_font(12)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_counts(self, names: tuple[str, ...], counts: np.ndarray) -> None:
        """Show so many rows for each class."""
        self._names, self._counts = names, counts
        words = ", ".join(f"{name} {n:,}" for name, n in zip(names, counts, strict=True))
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, fonts.grown(_LINE) * len(self._names) + 2)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        if not self._names:
            return
        widest = min(max(metrics.horizontalAdvance(n) for n in self._names), self.width() * 0.45)
        figures = max(metrics.horizontalAdvance(f"{n:,}") for n in self._counts)
        bar = QRectF(widest + 26, 0, max(8.0, self.width() - widest - figures - 38), 6)
        pitch, seen = fonts.grown(_LINE), event.rect()
        for k in range(max(0, seen.top() // pitch), min(len(self._names), seen.bottom() // pitch + 1)):
            name = metrics.elidedText(self._names[k], Qt.TextElideMode.ElideRight, widest)
            self._paint_class(painter, k, name, bar)

    def _paint_class(self, painter: QPainter, k: int, name: str, bar: QRectF) -> None:
        look, middle = theme(), (k + 0.5) * fonts.grown(_LINE)
        colour = QColor(colours().of_class(k))
        painter.save()
        painter.translate(QPointF(6, middle))
        painter.scale(9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPath(symbol("circle", k))
        painter.restore()
        painter.setPen(look.colour("text"))
        align = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(18, middle - fonts.grown(11), bar.left() - 20, fonts.grown(22)), align, name)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("line"))
        ground = bar.translated(0, middle - 3)
        painter.drawRoundedRect(ground, 3, 3)
        painter.setBrush(colour)
        ground.setWidth(ground.width() * float(self._counts[k]) / max(1, int(self._counts.max())))
        painter.drawRoundedRect(ground, 3, 3)
        painter.setPen(look.colour("muted"))
        figures = QRectF(0, middle - fonts.grown(11), self.width() - 2, fonts.grown(22))
        painter.drawText(figures, align | Qt.AlignmentFlag.AlignRight, f"{int(self._counts[k]):,}")
