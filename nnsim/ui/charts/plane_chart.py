"""The answers of a network over a plane through its inputs, with the examples on it."""

from __future__ import annotations

from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.figures.maps import (
    MapColours,
    Scale,
    answer_names,
    cell_extent,
    class_scale,
    is_binary,
    map_contours,
    map_rgba,
    shown_ranges,
    target_scale,
    unit_line,
)
from nnsim.figures.one_input import answers, view_ranges
from nnsim.figures.plane import Plane, slice_words
from nnsim.training.pictures.boundary_map import BoundaryMap
from nnsim.training.snapshot import Snapshot
from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.chart_overlay import Readout
from nnsim.ui.charts.colour_bar import ColourBarWidget
from nnsim.ui.charts.example_points import keys, scatters
from nnsim.ui.charts.key_row import KeyRow
from nnsim.ui.charts.map_switches import MapLook
from nnsim.ui.charts.marks import Curve, ImageMark, Pieces
from nnsim.ui.charts.pointed_place import PointedPlace
from nnsim.ui.charts.subject import Subject
from nnsim.ui.charts.weight_arrow import WeightArrow
from nnsim.ui.look import fonts
from nnsim.ui.look.theme import theme
from nnsim.ui.widgets.holding import let_be_seen
from nnsim.ui.widgets.style import label, wrapped

_POINTS_AT = 8.0
"""Points lie on the map and its border, under curves and the arrow."""


def map_colours() -> MapColours:
    """Return the colours of maps in the theme in use."""
    look = theme()
    return MapColours("#11141a" if look.dark else "#ffffff", look.negative, look.positive)


def _slice_note() -> QWidget:
    """Return the words below a map that is a slice, hidden."""
    made = label(slice_words(), "muted")
    made.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
    made.setWordWrap(True)
    made.setContentsMargins(8, 0, 8, 0)
    about = tr(
        "The map asks the network in one plane only: through the mean of the training data, along the two directions"
        " in which they vary most. The points are dropped onto it. What the network answers to a point itself may be"
        " another class than the colour behind it."
    )
    made.setToolTip(wrapped(about))
    made.hide()
    return made


class PlaneChart(QWidget):
    """A map with border, arrow and examples, or curves over a single input; keys and a bar explain it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.subject: Subject | None = None
        self.found: BoundaryMap | None = None
        self._snapshot: Snapshot | None = None
        self.pointed = PointedPlace()
        self.chart = Chart(tr("Decision boundary"), points_at=_POINTS_AT)
        self.chart.left.setGrid(False)
        marks = self.chart.marks
        self.image, self.border, self.arrow = ImageMark(marks), Pieces(marks, 5), WeightArrow(self.chart)
        self.scatters: list[pg.ScatterPlotItem] = []
        self.curves: list[Curve] = []
        self.look = MapLook()
        self.readout = Readout(self.chart, self._describe, line=False)
        self.readout.left.connect(self.pointed.forget)
        self.chart.reset.connect(self._fit)
        self._keys, self.bar = KeyRow(), ColourBarWidget()
        self.bar.hide()
        self.note = _slice_note()
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.setSpacing(0)
        row.addWidget(self.chart, 1)
        row.addWidget(self.bar)
        column.setContentsMargins(4, 0, 4, 2)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._keys)
        column.addWidget(self.note)

    def retheme(self) -> None:
        """Take the colours of the theme in use."""
        self.chart.retheme()
        self.readout.retheme()
        self.border.set_pen(line_pen(self.chart, theme().text, 1.4))
        self.arrow.retheme()
        self._draw_points()
        self._draw_map()

    def clear(self) -> None:
        """Show no answers."""
        self.found = self._snapshot = None
        self.readout.leave()
        self.image.set_image(None)
        self.border.clear()
        self.arrow.hide()
        for curve in self.curves:
            curve.clear()
        self._show_bar()

    def use(self, subject: Subject | None) -> None:
        """Look through another plane, at no answers yet; None: there is none.

        Where only the examples are others, what was answered last stands until it is cleared or replaced.
        """
        stays = subject is not None and subject.is_like(self.subject)
        is_still = self.look.is_painted_over and (stays or self.subject is None)
        self.subject = subject
        if not stays:
            self.clear()
        self._snapshot = None
        let_be_seen(self.note, subject is not None and subject.plane.is_slice)
        if subject is not None:
            self.chart.set_labels(*subject.names)
            self.chart.lock_aspect(subject.plane.aspect)
            if not is_still:
                self.chart.view_all()
        self._draw_points()

    def show_as(self, look: MapLook) -> None:
        """Show the examples and the map so."""
        if look != self.look:
            self.look = look
            self._draw_points()
            self._draw_map()

    def turn_to(self, target: int) -> None:
        """Show another target."""
        if self.subject is not None:
            self._look_at(replace(self.subject, target=target))
            self._draw_map()

    def show_map(self, found: BoundaryMap | None, snapshot: Snapshot | None) -> None:
        """Draw the answers in `found` (None: what is shown stays), and let the pointer read `snapshot`."""
        self._snapshot = snapshot
        if found is not None and self.subject is not None:
            self.found = found
            if found.reading != self.subject.reading:
                # Another loss may give scores.
                self._look_at(replace(self.subject, reading=found.reading))
            self._draw_map()
        self.readout.refresh()

    def _look_at(self, subject: Subject) -> None:
        """Look at something else through the same plane."""
        self.subject = subject
        if subject.plane.is_line:
            # The height is an answer.
            self.chart.set_labels(*subject.names)
            self.chart.refit()
        self._draw_points()

    def _fit(self) -> None:
        on = self.subject
        if on is not None:
            self.chart.fit(*view_ranges(on.prepared, on.plane, on.target, on.reading))

    def _describe(self, at: QPointF) -> tuple[str, float] | None:
        if self.subject is None:
            return None
        return self.pointed.describe(at, self.subject, self.found, self._snapshot), at.x()

    # ---- drawing --------------------------------------------------------------------------------

    def _draw_points(self) -> None:
        for item in self.scatters:
            self.chart.getViewBox().removeItem(item)
        self.scatters, on, colours = [], self.subject, map_colours()
        if on is not None:
            if not self.look.is_painted_over:
                self.scatters = scatters(
                    on.prepared, on.plane, on.target, colours, on.reading, self.look.parts
                )
            self._keys.set_keys(keys(on.prepared, colours))
        for item in self.scatters:
            self.chart.getViewBox().addItem(item, ignoreBounds=True)
        self._show_bar()

    def _draw_map(self) -> None:
        found, on = self.found, self.subject
        if found is None or on is None:
            return
        if on.plane.is_line:
            self._draw_curves(found, on)
            return
        x, y = shown_ranges(found, on.plane)
        rgba = map_rgba(found, on.prepared, map_colours(), on.target, self.look.is_discrete)
        self.image.set_image(rgba, cell_extent(x, y, found.values.shape))
        self._draw_unit(found, on.plane)
        if found.line is None:
            self.border.set_data(map_contours(found, on.prepared, x, y))
        self._show_bar()

    def _draw_curves(self, found: BoundaryMap, subject: Subject) -> None:
        """Draw the answers over the only input."""
        x, ys = answers(found, subject.prepared, subject.plane, subject.target)
        while len(self.curves) < len(ys):
            self.curves.append(Curve(self.chart.marks))
        colours = map_colours().of_classes(len(ys)) if len(ys) > 1 else (theme().text,)
        for curve, y, colour in zip(self.curves, ys, colours, strict=False):
            curve.set_pen(line_pen(self.chart, colour, 2))
            curve.set_data(x, y)

    def _draw_unit(self, found: BoundaryMap, plane: Plane) -> None:
        """Draw the line of a single unit with its normal vector, where the network is one."""
        line = unit_line(found, plane)
        if line is None:
            self.arrow.hide()
            self.chart.lock_aspect(plane.aspect)
            return
        first, second = plane.axes
        # Only where both inputs have the same scale on the screen does w stand upright on its line.
        self.chart.lock_aspect(second.scale / first.scale)
        self.border.set_data(line.ends[None])
        self.arrow.show(line, (first.scale, second.scale))

    def _show_bar(self) -> None:
        """Say what the colours mean, where they mean a number other than a probability."""
        on = self.subject
        meant = _bar_of(self.found, on) if on is not None and not on.plane.is_line else None
        if meant is not None:
            scale, name = meant
            self.bar.set_scale(scale.colours, scale.levels, False, name)
        self.bar.setVisible(meant is not None)


def _bar_of(found: BoundaryMap | None, subject: Subject) -> tuple[Scale, str] | None:
    prepared, colours = subject.prepared, map_colours()
    if prepared.task == "regression":
        scale = target_scale(prepared, subject.target, colours)
        return scale, prepared.target_names[subject.target]
    if found is None or not is_binary(found.values) or subject.reading.probabilities:
        return None
    units = found.values.shape[-1]
    name = answer_names(subject.reading, prepared, units)[-1]
    return class_scale(subject.reading, units, colours), name
