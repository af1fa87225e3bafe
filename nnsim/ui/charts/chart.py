"""A plot in a panel: axes with round ticks, the theme's colours, following the data until touched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QStyleOptionGraphicsItem, QWidget

from nnsim.figures.figure import Array
from nnsim.figures.ticks import linear_ticks, log_ticks
from nnsim.ui.look.fonts import ui_font
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.focus_ring import FocusRing

# Its clean-up at exit walks over every object alive, also those Qt has deleted, and can crash.
pg.setConfigOptions(exitCleanup=False)

TICK_SIZE = 11


class NumberAxis(pg.AxisItem):
    """An axis whose ticks stand at round numbers; with `log` the data on it are logarithms."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.log = False
        self.names: tuple[tuple[float, str], ...] | None = None
        self._labels: dict[float, str] = {}
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickLength=0, tickTextOffset=6, tickAlpha=1.0, maxTextLevel=0, tickFont=ui_font(TICK_SIZE)
        )

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        low, high = sorted((minVal, maxVal))
        most = max(2, int(size / (80 if self.orientation == "bottom" else 38)))
        if self.names is not None:
            every = max(1, -(-len(self.names) * 13 // max(int(size), 1)))
            ticks: Sequence[tuple[float, str]] = self.names[::every]
        else:
            ticks = log_ticks(low, high, most) if self.log else linear_ticks(low, high, most)
        self._labels = dict(ticks)
        return [(1.0, [value for value, _ in ticks])]

    def boundingRect(self) -> QRectF:
        # The text of the outermost ticks reaches beyond the axis; without room for it, it is left out.
        return super().boundingRect().adjusted(-20, -8, 20, 8)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._labels.get(value, "") for value in values]


class Chart(pg.PlotWidget):
    """A plot without pyqtgraph's menus and buttons.

    It follows what `fit` is told until a person drags or zooms; `view_all` (key A, double-click)
    lets it follow again.

    Signals
    -------
    touched()
        A person moved or zoomed the view.
    reset()
        The view follows the data again.
    """

    touched = Signal()
    reset = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self.bottom, self.left = NumberAxis("bottom"), NumberAxis("left")
        # Not made at all: to make pyqtgraph's menus takes a third of the time of a chart.
        super().__init__(parent, axisItems={"bottom": self.bottom, "left": self.left}, enableMenu=False)
        self.following = True
        self.aspect: float | None = None
        self._fitted: tuple[float, ...] = ()
        item = self.getPlotItem()
        item.hideButtons()
        item.layout.setContentsMargins(4, 8, 14, 0)
        view = item.getViewBox()
        view.disableAutoRange()
        view.setDefaultPadding(0)
        view.sigRangeChangedManually.connect(self._on_touched)
        self.left.setGrid(255)
        # Behind the curves: pyqtgraph would rule its grid over them.
        self.left.setZValue(-1000)
        view.setZValue(0)
        self.setFrameStyle(0)
        # The background covers everything: what lies below need not be painted first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(name)
        FocusRing(self)
        self.retheme()

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        look = theme()
        self.setBackground(look.panel)
        for axis in (self.bottom, self.left):
            axis.setPen(pg.mkPen(None))
            axis.setTickPen(pg.mkPen(look.line, width=1))
            axis.setTextPen(pg.mkPen(look.muted))
            axis.label.setFont(ui_font(TICK_SIZE))
            if axis.labelText:
                axis.setLabel(axis.labelText, color=look.muted)

    def set_labels(self, x: str, y: str) -> None:
        """Name the axes; an empty name takes no room."""
        for axis, text in ((self.bottom, x), (self.left, y)):
            if axis.labelText != text:
                axis.label.setFont(ui_font(TICK_SIZE))
                axis.setLabel(text or None, color=theme().muted)
                axis.showLabel(bool(text))

    def fit(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show the ranges, unless a person chose others."""
        wanted = (*x, *y)
        if self.following and wanted != self._fitted:
            self._fitted = wanted
            self.getViewBox().setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
            # Otherwise the view changes in the midst of painting, and is painted once more.
            self.scene().prepareForPaint()

    def view_all(self) -> None:
        """Follow the data again."""
        self.following = True
        self.refit()

    def refit(self) -> None:
        """Show the whole data anew, unless a person chose another view."""
        self._fitted = ()
        if self.following:
            self.reset.emit()

    def lock_aspect(self, ratio: float | None) -> None:
        """Make a unit of x `ratio` times as long as one of y; None lets what is shown fill the chart."""
        if ratio != self.aspect:
            self.aspect = ratio
            self.getViewBox().setAspectLocked(ratio is not None, ratio or 1)
            if ratio is None:
                self.refit()

    def visible_x(self) -> tuple[float, float]:
        """Return the range of x on the screen."""
        (low, high), _ = self.getViewBox().viewRange()
        return low, high

    def part_of(self, x: Array) -> slice:
        """Return the part of a curve over `x` that is visible, with a neighbour on each side."""
        if self.following:
            return slice(None)
        low, high = self.visible_x()
        first, last = np.searchsorted(x, [low, high])
        return slice(max(int(first) - 1, 0), int(last) + 1)

    def data_at(self, at: QPointF) -> QPointF | None:
        """Return the data under a place in the scene; None outside the axes."""
        view = self.getViewBox()
        return view.mapSceneToView(at) if view.sceneBoundingRect().contains(at) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_A and not event.modifiers():
            self.view_all()
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_touched(self, _axes: object) -> None:
        self.following = False
        self.touched.emit()


class MapItem(pg.GraphicsObject):
    """An image in data coordinates, row 0 at the least y, smoothed or in cells."""

    def __init__(self, smooth: bool = True) -> None:
        super().__init__()
        self._smooth = smooth
        self._pixels: Array | None = None
        self._image = QImage()
        self._area = QRectF()

    def set_image(self, rgba: Array | None, extent: tuple[float, float, float, float] = (0, 1, 0, 1)) -> None:
        """Show `rgba` (rows, columns, 4), uint8, contiguous, between the edges (x0, x1, y0, y1)."""
        x0, x1, y0, y1 = extent
        area = QRectF(x0, y0, x1 - x0, y1 - y0)
        if area != self._area:
            self.prepareGeometryChange()
            self._area = area
        # The image does not copy: the array must live as long.
        self._pixels = rgba
        if rgba is None:
            self._image = QImage()
        else:
            height, width = rgba.shape[:2]
            self._image = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            painter.drawImage(self._area, self._image)


def path_item(chart: Chart, z: float) -> QGraphicsPathItem:
    """Return an empty path in the data coordinates of `chart`."""
    item = QGraphicsPathItem()
    item.setZValue(z)
    chart.getPlotItem().getViewBox().addItem(item, ignoreBounds=True)
    return item


def polygon(x: Array, y: Array) -> QPainterPath:
    """Return a path through the points, to be filled."""
    return pg.arrayToQPath(x, y, connect="all")


def pieces(ends: Array) -> QPainterPath:
    """Return a path of separate pieces, shape (n, 2, 2)."""
    if not len(ends):
        return QPainterPath()
    return pg.arrayToQPath(ends[..., 0].reshape(-1), ends[..., 1].reshape(-1), connect="pairs")


def curve(chart: Chart, dashed: bool = False) -> pg.PlotCurveItem:
    """Return an empty curve on `chart`."""
    item = pg.PlotCurveItem(antialias=True)
    # Piece by piece a wide line is drawn several times faster, but every piece begins its dashes anew.
    item.setSegmentedLineMode("off" if dashed else "on")
    item.setZValue(10)
    chart.getViewBox().addItem(item, ignoreBounds=True)
    return item


def line_pen(chart: Chart, colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen for curves, `width` in device-independent pixels.

    Curves need cosmetic pens, whose width Qt takes in pixels of the device.
    """
    return pg.mkPen(colour, width=width * chart.devicePixelRatioF(), style=style)


def tinted(colour: str, alpha: float) -> QColor:
    """Return `colour` with opacity `alpha` (0..1)."""
    found = QColor(colour)
    found.setAlphaF(alpha)
    return found
