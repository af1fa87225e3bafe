"""What the network answers over a plane through its inputs, with the examples on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.prepare import Prepared
from nnsim.engine.loss import PROBABILITIES, ClassReading
from nnsim.figures.boundary_figure import boundary_figure
from nnsim.figures.figure import Figure
from nnsim.figures.maps import (
    MapColours,
    answer_names,
    answer_text,
    cell_extent,
    class_scale,
    height_name,
    is_binary,
    map_contours,
    map_rgba,
    map_title,
    shown_ranges,
    target_scale,
    unit_line,
)
from nnsim.figures.one_input import answers, view_ranges
from nnsim.figures.plane import Plane, default_plane
from nnsim.figures.ticks import short
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.training.pictures.boundary_map import BoundaryMap, MapOver
from nnsim.training.pictures.point_answer import AnswerAt
from nnsim.training.scene import Scene
from nnsim.training.snapshot import Snapshot
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.chart_overlay import Readout
from nnsim.ui.charts.colour_bar import ColourBarWidget
from nnsim.ui.charts.example_points import keys, scatters
from nnsim.ui.charts.key_row import KeyRow
from nnsim.ui.charts.marks import Curve, ImageMark, Pieces
from nnsim.ui.charts.plane_choice import PlaneChoice
from nnsim.ui.charts.weight_arrow import WeightArrow
from nnsim.ui.look.theme import theme
from nnsim.ui.panel import Panel, register

RESOLUTION = 100
"""Points of the map along each side."""
PAPER_RESOLUTION = 300

_POINTS_AT = 8.0
"""Points lie on the map and its border, under curves and the arrow."""


@register
class BoundaryPanel(Panel):
    """The decision boundary of classes, the line of a single unit, the surface of a regression."""

    key = "boundary"
    title = mark("Decision boundary")
    short_title = mark("Boundary")
    summary = mark(
        "What the network answers over two inputs; the others stay at their means. Where the colour turns, it"
        " changes its mind. A single unit shows its line, with the weight vector w upright on it."
    )
    order = 20
    shows_examples = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared: Prepared | None = None
        self._plane: Plane | None = None
        self._snapshot: Snapshot | None = None
        self._map: BoundaryMap | None = None
        self._asked: MapOver | None = None
        self._reading = PROBABILITIES
        self._pointed: tuple[float, ...] | None = None
        """Prepared inputs of the example under the pointer."""
        self._target = 0
        self._make_chart()
        self._make_header()
        disconnect = self.workspace.data_changed.connect(self._on_data)
        self.destroyed.connect(lambda *_: disconnect())
        self._on_data()

    # ---- contract -------------------------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        if self._plane is None:
            return ()
        x, y = self.chart.getViewBox().viewRange()
        self._asked = MapOver(self._plane.grid(x, y, RESOLUTION))
        return (self._asked,) if self._pointed is None else (self._asked, AnswerAt(self._pointed))

    @property
    def name(self) -> str:
        """What is shown: a border between classes, or the predictions of a regression."""
        return tr(self.title) if self._prepared is None else map_title(self._prepared)

    @property
    def short_name(self) -> str:
        return "" if self._is_regression else super().short_name

    @property
    def file_stem(self) -> str:
        return "predictions" if self._is_regression else self.key

    @property
    def _is_regression(self) -> bool:
        return self._prepared is not None and not self._prepared.classes

    @property
    def plane(self) -> Plane | None:
        return self._plane

    def show_frame(self) -> None:
        snapshot = self.feed.snapshot
        if snapshot is self._snapshot:
            return
        self._snapshot = snapshot
        found = self._newest(snapshot) if snapshot is not None else None
        if found is not None:
            self._map = found
            self._read_as(found.reading)
            self._draw_map()
        self._readout.refresh()

    def clear(self) -> None:
        self._snapshot = None
        self._map = None
        self._readout.leave()
        self._image.set_image(None)
        self._border.clear()
        self._arrow.hide()
        for item in self._curves:
            item.clear()
        self._show_bar()

    def figure(self) -> Figure:
        if self._prepared is None or self._plane is None:
            raise NnsimError(self.notice or tr("There is no map to draw yet."))
        return boundary_figure(self._map, self._prepared, self._plane, self.caption(), self._target)

    @classmethod
    def figure_of(cls, scene: Scene, history: History, caption: str) -> Figure | None:
        """Return the border between classes, where there are some, and a plane to draw it on."""
        prepared = scene.prepared
        if not prepared.classes or math.prod(prepared.shape) < 2:
            return None
        plane = default_plane(prepared)
        found = MapOver(plane.grid(*plane.extent(prepared), PAPER_RESOLUTION)).take(scene)
        return boundary_figure(found, prepared, plane, caption)

    def header(self) -> Sequence[QWidget]:
        return self._header

    def view_all(self) -> None:
        self.chart.view_all()

    def retheme(self) -> None:
        self.chart.retheme()
        self._readout.retheme()
        self._border.set_pen(line_pen(self.chart, theme().text, 1.4))
        self._arrow.retheme()
        self._draw_points()
        self._draw_map()

    # ---- building -------------------------------------------------------------------------------

    def _make_chart(self) -> None:
        self.chart = Chart(tr("Decision boundary"), points_at=_POINTS_AT)
        self.chart.left.setGrid(False)
        marks = self.chart.marks
        self._image, self._border, self._arrow = ImageMark(marks), Pieces(marks, 5), WeightArrow(self.chart)
        self._scatters: list[pg.ScatterPlotItem] = []
        self._curves: list[Curve] = []
        self._keys, self._bar = KeyRow(), ColourBarWidget()
        self._bar.hide()
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self._bar)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(4, 0, 4, 2)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._keys)
        self._readout = Readout(self.chart, self._describe, line=False)
        self._readout.left.connect(self._forget_place)
        self.chart.reset.connect(self._fit)

    def _make_header(self) -> None:
        self.choice = PlaneChoice(self)
        self.choice.chosen.connect(self._choose)
        self.choice.output.activated.connect(self._on_output)
        self._header: tuple[QWidget, ...] = (*self.choice.widgets, self.save_button())

    # ---- data and axes --------------------------------------------------------------------------

    def _on_data(self) -> None:
        prepared = self.workspace.prepared
        if prepared is self._prepared and (prepared is not None or self.notice):
            return
        self._prepared, self._plane, self._target = prepared, None, 0
        self.chart.setAccessibleName(self.name)
        self.setAccessibleName(self.name)
        self.named.emit(self.name)
        self.clear()
        if prepared is None:
            self.choice.offer_nothing()
            self.say(tr("Choose data to see the decision boundary."))
            return
        self.choice.offer(prepared)
        try:
            self._use(default_plane(prepared))
        except NnsimError as error:
            self.say(str(error))

    def _choose(self) -> None:
        if self._prepared is not None:
            self._use(self.choice.plane(self._prepared))

    def _on_output(self, index: int) -> None:
        self._target = index
        self._name_height()
        self._draw_points()
        self._draw_map()

    def _use(self, plane: Plane) -> None:
        self.clear()
        self._plane = plane
        self.say("")
        self.chart.set_labels(plane.axes[0].label, plane.axes[1].label or self._height_label())
        self.chart.lock_aspect(plane.aspect)
        self.chart.view_all()
        self._draw_points()

    def _height_label(self) -> str:
        """Return what the height means over a single input."""
        if self._prepared is None or self._prepared.task == "classes":
            return height_name(self._reading)
        return self._prepared.target_names[self._target]

    def _name_height(self) -> None:
        """Say what the height means now, where it is no input."""
        if self._plane is not None and self._plane.is_line:
            self.chart.set_labels(self._plane.axes[0].label, self._height_label())
            self.chart.refit()

    def _read_as(self, reading: ClassReading) -> None:
        """Take what the answers to classes mean now: another loss may give scores."""
        if reading == self._reading:
            return
        self._reading = reading
        self._name_height()
        self._draw_points()

    def _fit(self) -> None:
        if self._plane is not None and self._prepared is not None:
            self.chart.fit(*view_ranges(self._prepared, self._plane, self._target, self._reading))

    def _newest(self, snapshot: Snapshot) -> BoundaryMap | None:
        """Return what was asked for last, or else, while one zooms, a map of another part of the plane."""
        found = snapshot.answer(self._asked) if self._asked is not None else None
        maps = [found] if found is not None else snapshot.answers_to(MapOver)
        return next((m for m in maps if self._plane is not None and self._plane.holds(m.grid)), None)

    # ---- drawing --------------------------------------------------------------------------------

    def _colours(self) -> MapColours:
        look = theme()
        neutral = "#11141a" if look.dark else "#ffffff"
        return MapColours(neutral, look.negative, look.positive)

    def _draw_map(self) -> None:
        if self._map is None or self._plane is None or self._prepared is None:
            return
        if self._plane.is_line:
            self._draw_curves()
            return
        values = self._map.values
        x, y = shown_ranges(self._map, self._plane)
        rgba = map_rgba(self._map, self._prepared, self._colours(), self._target)
        self._image.set_image(rgba, cell_extent(x, y, values.shape))
        self._draw_unit()
        if self._map.line is None:
            self._border.set_data(map_contours(self._map, self._prepared, x, y))
        self._show_bar()

    def _draw_curves(self) -> None:
        """Draw the answers over the only input."""
        if self._map is None or self._plane is None or self._prepared is None:
            return
        x, curves = answers(self._map, self._prepared, self._plane, self._target)
        while len(self._curves) < len(curves):
            self._curves.append(Curve(self.chart.marks))
        colours = self._colours().of_classes(len(curves)) if len(curves) > 1 else (theme().text,)
        for item, y, colour in zip(self._curves, curves, colours, strict=False):
            item.set_pen(line_pen(self.chart, colour, 2))
            item.set_data(x, y)

    def _draw_unit(self) -> None:
        """Draw the line of a single unit with its normal vector, where the network is one."""
        found = unit_line(self._map, self._plane) if self._map and self._plane else None
        if found is None or self._plane is None:
            self._arrow.hide()
            self.chart.lock_aspect(self._plane.aspect if self._plane is not None else None)
            return
        first, second = self._plane.axes
        # Only where both inputs have the same scale on the screen does w stand upright on its line.
        self.chart.lock_aspect(second.scale / first.scale)
        self._border.set_data(found.ends[None])
        self._arrow.show(found, (first.scale, second.scale))

    def _draw_points(self) -> None:
        for item in self._scatters:
            self.chart.getViewBox().removeItem(item)
        self._scatters = []
        if self._prepared is None or self._plane is None:
            return
        prepared, colours = self._prepared, self._colours()
        self._scatters = scatters(prepared, self._plane, self._target, colours, self._reading)
        for item in self._scatters:
            self.chart.getViewBox().addItem(item, ignoreBounds=True)
        self._keys.set_keys(keys(prepared, colours))
        self._show_bar()

    def _show_bar(self) -> None:
        """Say what the colours mean, where they mean a number other than a probability."""
        prepared, plane, colours = self._prepared, self._plane, self._colours()
        if prepared is None or plane is None or plane.is_line:
            self._bar.hide()
        elif prepared.task == "regression":
            scale = target_scale(prepared, self._target, colours)
            self._bar.set_scale(scale.colours, scale.levels, False, prepared.target_names[self._target])
            self._bar.show()
        elif self._map is not None and is_binary(self._map.values) and not self._reading.probabilities:
            units = self._map.values.shape[-1]
            scale = class_scale(self._reading, units, colours)
            name = answer_names(self._reading, prepared, units)[-1]
            self._bar.set_scale(scale.colours, scale.levels, False, name)
            self._bar.show()
        else:
            self._bar.hide()

    # ---- what is under the pointer --------------------------------------------------------------

    def _describe(self, at: QPointF) -> tuple[str, float] | None:
        if self._plane is None or self._prepared is None:
            return None
        names = (self._plane.axes[0].label, self._plane.axes[1].label or self._height_label())
        rows = [f"{escape(n)} {short(v)}" for n, v in zip(names, (at.x(), at.y()), strict=True)]
        answer = self._answer(at)
        return "<br>".join([*rows, answer] if answer else rows), at.x()

    def _answer(self, at: QPointF) -> str:
        """Return what the network itself says at a place; the cells of the picture are too coarse for that.

        Until the answer is there, an ellipsis stands for it.
        """
        if self._map is None or self._plane is None or self._prepared is None:
            return ""
        self._pointed = self._plane.place(at.x(), at.y())
        asked = AnswerAt(self._pointed)
        found = self._snapshot.answer(asked) if self._snapshot is not None else None
        if found is None:
            return escape(self._snapshot.why_not(asked) if self._snapshot is not None else "") or "…"
        return answer_text(found.values, self._map.reading, self._prepared, self._target)

    def _forget_place(self) -> None:
        self._pointed = None
