"""A narrow widget that says what the colours of a map mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.figures.ticks import linear_ticks, log_ticks
from nnsim.ui.look import fonts
from nnsim.ui.look.fonts import ui_font
from nnsim.ui.look.theme import theme


class ColourBarWidget(QWidget):
    """Colours from the least value (below) to the greatest, with ticks; logarithms with `log`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: tuple[str, ...] = ("#000000", "#ffffff")
        self._levels = (0.0, 1.0)
        self._log = False
        self.setFont(ui_font(11))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def set_scale(self, colours: tuple[str, ...], levels: tuple[float, float], log: bool, name: str) -> None:
        """Show `colours` between `levels`; `name` says of what."""
        if (colours, levels, log) != (self._colours, self._levels, self._log):
            self._colours, self._levels, self._log = colours, levels, log
            self.update()
        if self.accessibleName() != name:
            self.setAccessibleName(name)
            self.setToolTip(name)

    def sizeHint(self) -> QSize:
        return QSize(22 + QFontMetrics(self.font()).horizontalAdvance("-0.25"), 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = QRectF(2, 10, 10, self.height() - 38)
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for i, colour in enumerate(self._colours):
            gradient.setColorAt(i / (len(self._colours) - 1), QColor(colour))
        painter.fillRect(bar, gradient)
        painter.setPen(QColor(theme().muted))
        low, high = self._levels
        most = max(2, int(bar.height() / 30))
        for value, text in log_ticks(low, high, most) if self._log else linear_ticks(low, high, most):
            y = bar.bottom() - (value - low) / (high - low) * bar.height()
            area = QRectF(
                bar.right() + 4, y - fonts.grown(8), self.width() - bar.right() - 4, fonts.grown(16)
            )
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
