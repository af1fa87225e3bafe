"""A picture that is kept while nothing in it changes: dots and wires are painted once, and moved as a whole after that."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from nnsim.ui.look.theme import theme
from nnsim.ui.neurons.painting import paint_dots


class Backdrop:
    """The ground of a drawing with its dots, and what `draw` puts on it.

    Parameters
    ----------
    widget
        As large as this it is.
    draw
        Paints what lies on the ground; None: nothing does.
    """

    def __init__(self, widget: QWidget, draw: Callable[[QPainter], object] | None = None) -> None:
        self._widget, self._draw = widget, draw
        self._kept: QPixmap | None = None
        self._of: tuple[object, ...] = ()
        self._dots: QPixmap | None = None
        self._dots_of: tuple[object, ...] = ()

    def outdate(self) -> None:
        """Paint it anew next time."""
        self._kept = None

    def paint(self, painter: QPainter, *state: object) -> None:
        """Paint it, from the picture that is kept where that is of this size, theme and `state`."""
        size, ratio = self._widget.size(), self._widget.devicePixelRatioF()
        ground = size.width(), size.height(), ratio, theme().name
        if self._kept is None or (*ground, *state) != self._of:
            self._of = (*ground, *state)
            self._kept = self._dotted(ground, ratio).copy()
            inner = QPainter(self._kept)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._draw is not None:
                self._draw(inner)
            inner.end()
        painter.drawPixmap(0, 0, self._kept)

    def _dotted(self, ground: tuple[object, ...], ratio: float) -> QPixmap:
        """Return the ground with its dots alone, which change with the size and the theme only."""
        if self._dots is None or ground != self._dots_of:
            self._dots_of = ground
            self._dots = QPixmap(self._widget.size() * ratio)
            self._dots.setDevicePixelRatio(ratio)
            self._dots.fill(theme().colour("canvas"))
            painter = QPainter(self._dots)
            paint_dots(painter, QRectF(self._widget.rect()), 1.0, QPointF(0, 0))
            painter.end()
        return self._dots
