"""A plot in a panel: axes with round ticks, the theme's colours, following the data until touched."""

from __future__ import annotations

from math import inf

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnsim.figures.figure import Array
from nnsim.ui.charts.axis import TICK_SIZE, NumberAxis
from nnsim.ui.charts.mark import Marks, ToPixels
from nnsim.ui.charts.plot_area import PlotArea
from nnsim.ui.charts.ranges import Range, ahead, steady
from nnsim.ui.charts.scene_picture import ScenePicture
from nnsim.ui.look.fonts import ui_font
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.focus_ring import FocusRing

# Its clean-up at exit walks over every object alive, also those Qt has deleted, and can crash.
pg.setConfigOptions(exitCleanup=False)


class Chart(pg.GraphicsView):
    """A plot of pyqtgraph's view and axes, without its menus and buttons.

    Axes, grid and example points stand in the scene of pyqtgraph, which is kept as a picture; what changes
    from frame to frame are marks. The chart follows what `fit` is told until a person drags or zooms;
    `view_all` (key A, double-click) lets it follow again.

    Parameters
    ----------
    points_at
        The height at which points in the scene lie among the marks; None: below all of them.

    Signals
    -------
    touched()
        A person moved or zoomed the view.
    reset()
        The view follows the data again.
    """

    touched = Signal()
    reset = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, points_at: float | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.enableMouse(False)
        self.bottom, self.left = NumberAxis("bottom"), NumberAxis("left")
        self.setCentralItem(PlotArea(self.bottom, self.left))
        self.following = True
        self.aspect: float | None = None
        self.marks = Marks(self._update_marks)
        self.scenery = ScenePicture(self.scene())
        self.scene().changed.connect(self._on_scene)
        self._points_at = points_at
        self._painted: QRect | None = QRect()
        """Where marks were painted last; None while they wait to be painted anew."""
        self._fitted: tuple[Range, Range] | None = None
        view = self.getViewBox()
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

    def getViewBox(self) -> pg.ViewBox:
        """Return the view of the data."""
        return self.centralWidget.view

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        look = theme()
        self.scenery.outdate()
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

    def keep_free(self, top: int) -> None:
        """Leave so many pixels above the plot to what lies over the chart."""
        self.centralWidget.keep_free(top)

    def fit(self, x: Range, y: Range) -> None:
        """Show the ranges, unless a person chose others."""
        wanted = x, y
        if self.following and wanted != self._fitted:
            self._fitted = wanted
            self.getViewBox().setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
            # Otherwise the view changes in the midst of painting, and is painted once more.
            self.scene().prepareForPaint()

    def follow(self, x: Range, y: Range) -> None:
        """Show ranges that hold these and move in steps, for data that grow to the right."""
        if self.following:
            old_x, old_y = self._fitted if self._fitted is not None else (None, None)
            self.fit(ahead(old_x, x), steady(old_y, y))

    def view_all(self) -> None:
        """Follow the data again."""
        self.following = True
        self.refit()

    def refit(self) -> None:
        """Show the whole data anew, unless a person chose another view."""
        self._fitted = None
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

    def to_pixels(self) -> ToPixels:
        """Return where data lie on the viewport now."""
        view = self.getViewBox()
        x, y = view.viewRange()
        return ToPixels.of(tuple(x), tuple(y), view.sceneBoundingRect(), view.yInverted())

    # ---- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        self.scene().prepareForPaint()
        viewport, ground = self.viewport(), QColor(theme().panel)
        to, level = self.to_pixels(), self._points_at
        self._painted = to.area.toAlignedRect()
        on = ground if level is None else QColor(Qt.GlobalColor.transparent)
        picture = self.scenery.at(viewport.size(), self.devicePixelRatioF(), tuple(to[:4]), on)
        painter = QPainter(viewport)
        if level is not None:
            painter.fillRect(event.rect(), ground)
            self.marks.paint(painter, to, -inf, level)
        painter.drawPixmap(0, 0, picture)
        self.marks.paint(painter, to, -inf if level is None else level, inf)
        painter.end()

    def _update_marks(self) -> None:
        if self._painted is not None:
            self.viewport().update(self._painted)
            self._painted = None

    def _on_scene(self) -> None:
        self.scenery.outdate()

    # ---- reactions ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_A and not event.modifiers():
            self.view_all()
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_touched(self, _axes: object) -> None:
        self.following = False
        self.touched.emit()


def line_pen(chart: Chart, colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen for curves, `width` in device-independent pixels.

    Curves need cosmetic pens, whose width Qt takes in pixels of the device.
    """
    pen = QPen(QColor(colour), width * chart.devicePixelRatioF(), style)
    pen.setCosmetic(True)
    return pen


def tinted(colour: str, alpha: float) -> QColor:
    """Return `colour` with opacity `alpha` (0..1)."""
    found = QColor(colour)
    found.setAlphaF(alpha)
    return found
