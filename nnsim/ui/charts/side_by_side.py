"""Loss and accuracy beside each other, or one below the other where that leaves more room."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.ui.charts.axis import TICK_SIZE
from nnsim.ui.charts.chart import Chart
from nnsim.ui.look.fonts import grown, ui_font

_SHARES = (5, 3)
"""How loss and accuracy share the room."""
_LEAST_BESIDE = 150
"""Pixels that the accuracy needs beside the loss; where it has less, it stands below it."""
_AXIS = 50
"""Pixels of a plot's height that its axis takes."""


class SideBySide(QWidget):
    """Two charts over the same steps; the accuracy is hidden at first."""

    def __init__(self, loss: Chart, accuracy: Chart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy = accuracy
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for chart, share in zip((loss, accuracy), _SHARES, strict=True):
            self._row.addWidget(chart, share)
        loss.set_labels(tr("Steps"), "")
        accuracy.set_labels(tr("Steps"), tr("Accuracy (%)"))
        accuracy.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = event.size().width(), event.size().height()
        wide = width > 1.2 * height and _SHARES[1] * width / sum(_SHARES) > grown(_LEAST_BESIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != direction:
            self._row.setDirection(direction)
        name = tr("Accuracy (%)")
        room = height - grown(_AXIS) if wide else height / 2 - grown(_AXIS)
        fits = QFontMetrics(ui_font(TICK_SIZE)).horizontalAdvance(name) < room
        self._accuracy.set_labels(tr("Steps"), name if fits else "%")
