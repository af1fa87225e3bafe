"""A chart renders its axes only when something of them changed, and draws marks where the data are."""

from __future__ import annotations

import itertools

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from nnsim.ui.charts.chart import Chart, line_pen
from nnsim.ui.charts.chart_overlay import Legend
from nnsim.ui.charts.cursor import Cursor
from nnsim.ui.charts.marks import MOST_DOTS, Band, Curve, ImageMark, Pieces
from nnsim.ui.look.theme import manager, theme

pytestmark = pytest.mark.usefixtures("dressed")

RED = "#ff2020"
X = np.linspace(0.0, 10.0, 60)


@pytest.fixture
def chart(qtbot) -> Chart:
    made = Chart("test")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.set_labels("Steps", "")
    with qtbot.waitExposed(made):
        made.show()
    made.fit((0.0, 10.0), (0.0, 1.0))
    _picture(made)
    return made


def _picture(chart: Chart) -> QImage:
    """Return what is seen, after everything that waited was done."""
    QApplication.processEvents()
    return chart.grab().toImage()


def _rendered(chart: Chart) -> int:
    _picture(chart)
    return chart.scenery.rendered


def _curve(chart: Chart, width: float = 1.6, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> Curve:
    made = Curve(chart.marks)
    made.set_pen(line_pen(chart, RED, width, style))
    return made


def _at(chart: Chart, x: float, y: float) -> QPoint:
    to = chart.to_pixels()
    return QPoint(int(to.x(x)), int(to.y(y)))


def _redness(picture: QImage, at: QPoint) -> int:
    """Return how red the reddest pixel is within one pixel of a place."""
    near = [picture.pixelColor(at.x() + i, at.y() + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return max(c.red() - c.green() for c in near)


# ---- when the scene is rendered -----------------------------------------------------------------


def test_axes_show_what_the_view_shows(chart):
    chart.fit((20.0, 40.0), (-3.0, 3.0))
    _picture(chart)
    assert tuple(chart.bottom.range) == (20.0, 40.0)
    assert tuple(chart.left.range) == (-3.0, 3.0)


def test_axes_are_not_rendered_again_while_curves_move(chart) -> None:
    curve, cursor, before = _curve(chart), Cursor(chart), _rendered(chart)
    for k in range(5):
        curve.set_data(X, np.full(60, k / 5))
        cursor.show(2.0 * k, 10.0)
        chart.follow((0.0, 10.0 - 0.1 * k), (0.0, 1.0 - 0.01 * k))
        _picture(chart)
    assert chart.scenery.rendered == before


def test_axes_are_rendered_once_for_another_range(chart) -> None:
    before = _rendered(chart)
    chart.fit((0.0, 20.0), (0.0, 1.0))
    assert _rendered(chart) == before + 1
    assert _rendered(chart) == before + 1
    chart.fit((0.0, 20.0), (0.0, 2.0))
    assert _rendered(chart) == before + 2


def test_axes_are_rendered_for_another_view_by_hand(chart) -> None:
    before = _rendered(chart)
    chart.getViewBox().scaleBy((0.5, 0.5))
    assert _rendered(chart) > before
    assert chart.visible_x() == (2.5, 7.5)
    assert _rendered(chart) == _rendered(chart)


def test_axes_are_rendered_for_another_theme_size_or_name(chart) -> None:
    before = _rendered(chart)
    manager().use("light")
    chart.retheme()
    assert _rendered(chart) == before + 1
    assert _picture(chart).pixelColor(398, 2) == QColor(theme().panel)
    chart.resize(420, 310)
    assert _rendered(chart) > before + 1
    before = _rendered(chart)
    chart.set_labels("Epochs", "Height")
    assert _rendered(chart) > before


def test_axes_are_rendered_for_a_log_axis_and_its_names(chart) -> None:
    ink = _picture(chart)
    before = chart.scenery.rendered
    chart.left.log = True
    chart.view_all()
    chart.left.update()
    _picture(chart)
    assert chart.scenery.rendered > before
    assert ink.size() == _picture(chart).size()


def test_points_under_the_curves_are_rendered_when_they_come_and_go(chart) -> None:
    before = _picture(chart)
    points = pg.ScatterPlotItem(pxMode=True)
    points.setData([5.0], [0.5], size=14, brush=pg.mkBrush(RED), pen=pg.mkPen(None))
    chart.getViewBox().addItem(points, ignoreBounds=True)
    at = _at(chart, 5.0, 0.5)
    assert _redness(before, at) < 40 < _redness(_picture(chart), at)
    chart.getViewBox().removeItem(points)
    assert _redness(_picture(chart), at) < 40


def test_a_scene_is_rendered_for_another_ratio_of_pixels(chart) -> None:
    size, ground = chart.viewport().size(), QColor("black")
    one = chart.scenery.at(size, 1.0, None, ground)
    before = chart.scenery.rendered
    two = chart.scenery.at(size, 2.0, None, ground)
    assert chart.scenery.rendered == before + 1
    assert two.size() == QSize(2 * one.width(), 2 * one.height())
    assert two.deviceIndependentSize() == one.deviceIndependentSize()
    odd = chart.scenery.at(size, 1.25, None, ground)
    assert odd.width() >= 1.25 * size.width()


# ---- where marks are ----------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1.0, 1.6, 2.0, 3.0])
def test_a_curve_is_drawn_where_the_data_are(chart, width) -> None:
    curve = _curve(chart, width)
    curve.set_data(X, 0.1 * X)
    picture = _picture(chart)
    for x in (1.0, 5.0, 9.0):
        assert _redness(picture, _at(chart, x, 0.1 * x)) > 120
        assert _redness(picture, _at(chart, x, 0.1 * x) + QPoint(0, 20)) < 40
    chart.fit((0.0, 20.0), (0.0, 2.0))
    picture = _picture(chart)
    assert _redness(picture, _at(chart, 5.0, 0.5)) > 120


@pytest.mark.parametrize("style", [Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine])
@pytest.mark.parametrize("width", [1.6, 3.0])
def test_what_is_no_number_leaves_a_gap(chart, style, width) -> None:
    y = np.full(60, 0.5)
    y[(X > 3) & (X < 6)] = np.nan
    _curve(chart, width, style).set_data(X, y)
    picture = _picture(chart)
    left, middle, right = (_at(chart, x, 0.5) for x in (1.5, 4.5, 8.0))
    reach = range(-12, 13)
    for at in (left, right):
        assert max(_redness(picture, at + QPoint(i, 0)) for i in reach) > 120
    assert max(_redness(picture, middle + QPoint(i, 0)) for i in reach) < 40


def test_few_measurements_are_seen_as_dots_and_many_are_a_line(chart) -> None:
    curve = Curve(chart.marks, measured=True)
    curve.set_pen(line_pen(chart, "#ff0000", 1.6, Qt.PenStyle.DashLine))
    (x0, x1), (y0, y1) = chart.visible_x(), (0.0, 1.0)
    y = (y0 + y1) / 2
    curve.set_data(np.array([(x0 + x1) / 2]), np.array([y]))
    at = _at(chart, (x0 + x1) / 2, y)
    dot = _redness(_picture(chart), at)
    assert dot > 100, "even a single one"
    curve.set_data(np.full(MOST_DOTS + 1, (x0 + x1) / 2), np.full(MOST_DOTS + 1, y))
    assert _redness(_picture(chart), at) < dot
    plain = Curve(chart.marks)
    curve.clear()
    plain.set_pen(line_pen(chart, "#ff0000", 1.6))
    plain.set_data(np.array([(x0 + x1) / 2]), np.array([y]))
    assert _redness(_picture(chart), at) < dot


def test_dashes_have_gaps_and_lines_have_none(chart) -> None:
    def seen(style: Qt.PenStyle) -> float:
        curve = _curve(chart, 1.6, style)
        curve.set_data(X, np.full(60, 0.5))
        picture, at = _picture(chart), _at(chart, 0.0, 0.5)
        curve.remove()
        row = [picture.pixelColor(at.x() + i, at.y() + j) for i in range(10, 200) for j in (0,)]
        return sum(c.red() - c.green() > 100 for c in row) / len(row)

    assert seen(Qt.PenStyle.SolidLine) == 1
    assert 0.5 < seen(Qt.PenStyle.DashLine) < 0.95


def test_numbers_beyond_all_pixels_are_drawn_up_to_the_edge(chart) -> None:
    _curve(chart).set_data(np.array([5.0, 5.0, 6.0]), np.array([0.0, 1e300, np.inf]))
    assert _redness(_picture(chart), _at(chart, 5.0, 0.9)) > 120


def test_hidden_marks_are_not_drawn_and_higher_ones_lie_above(chart) -> None:
    curve, band = _curve(chart), Band(chart.marks, 1)
    band.colour = QColor("#00ff00")
    curve.set_data(X, np.full(60, 0.5))
    band.set_data(X, np.full(60, 0.4), np.full(60, 0.6))
    at = _at(chart, 5.0, 0.5)
    assert _redness(_picture(chart), at) > 120
    assert _picture(chart).pixelColor(_at(chart, 5.0, 0.45)) == QColor("#00ff00")
    band.z = 20
    assert _redness(_picture(chart), at) < 40
    band.shown = False
    assert _redness(_picture(chart), at) > 120
    curve.opacity = 0.2
    assert 20 < _redness(_picture(chart), at) < 120
    curve.remove()
    assert _redness(_picture(chart), at) < 20


def test_a_band_leaves_out_what_is_no_number_and_what_has_no_height(chart) -> None:
    band, ones = Band(chart.marks, 1), np.ones(60)
    band.set_data(X, ones, ones)
    assert not len(band.x)
    low = np.where(X < 5, np.nan, 0.0)
    band.set_data(X, low, ones)
    assert band.x[0] >= 5


def test_an_image_has_its_first_row_at_the_least_y(chart) -> None:
    rgba = np.zeros((2, 2, 4), np.uint8)
    rgba[..., 3] = 255
    rgba[0, 1, 0] = 255
    image = ImageMark(chart.marks, smooth=False)
    image.set_image(rgba, (0.0, 10.0, 0.0, 1.0))
    picture = _picture(chart)
    assert picture.pixelColor(_at(chart, 7.5, 0.25)).red() == 255
    for x, y in ((2.5, 0.25), (2.5, 0.75), (7.5, 0.75)):
        assert picture.pixelColor(_at(chart, x, y)).red() == 0
    chart.getViewBox().invertY(True)
    assert _picture(chart).pixelColor(_at(chart, 7.5, 0.25)).red() == 255


def test_marks_stay_within_the_axes(chart) -> None:
    _curve(chart).set_data(np.array([-100.0, 100.0]), np.array([0.5, 0.5]))
    picture, at = _picture(chart), _at(chart, 0.0, 0.5)
    assert _redness(picture, at + QPoint(5, 0)) > 120
    assert _redness(picture, at - QPoint(5, 0)) < 40


def test_points_can_lie_on_an_image_and_under_an_arrow(qtbot) -> None:
    chart = Chart("map", points_at=8)
    qtbot.addWidget(chart)
    chart.resize(300, 200)
    chart.fit((0.0, 10.0), (0.0, 1.0))
    ImageMark(chart.marks).set_image(np.full((2, 2, 4), 255, np.uint8), (0.0, 10.0, 0.0, 1.0))
    points = pg.ScatterPlotItem(pxMode=True)
    points.setData([5.0], [0.5], size=30, brush=pg.mkBrush("#00ff00"), pen=pg.mkPen(None))
    chart.getViewBox().addItem(points, ignoreBounds=True)
    arrow = Pieces(chart.marks, 30)
    arrow.set_pen(line_pen(chart, RED, 2))
    arrow.set_data(np.array([[[0.0, 0.5], [10.0, 0.5]]]))
    picture, at = _picture(chart), _at(chart, 5.0, 0.5)
    assert _redness(picture, at) > 120
    assert picture.pixelColor(at + QPoint(0, 8)) == QColor("#00ff00")
    assert picture.pixelColor(at + QPoint(0, 40)) == QColor("white")


def test_an_entry_of_a_legend_looks_as_it_is_now(chart) -> None:
    legend = Legend(chart)
    legend.add("train", "training", line_pen(chart, RED, 1.6))
    entry, seen = legend.entries["train"], []

    def look() -> QImage:
        QApplication.processEvents()
        return entry.grab().toImage()

    seen.append(look())
    assert look() == seen[0]
    legend.set_pen("train", line_pen(chart, "#00ff00", 1.6))
    seen.append(look())
    entry.setChecked(False)
    seen.append(look())
    manager().use("light")
    seen.append(look())
    legend.name("train", "another name")
    seen.append(look())
    assert all(one != other for one, other in itertools.pairwise(seen))


@pytest.mark.parametrize("names", [1, 2, 5])
@pytest.mark.parametrize("size", [(320, 130), (260, 260), (600, 320)])
def test_a_legend_has_room_of_its_own(chart: Chart, names: int, size: tuple[int, int]) -> None:
    chart.resize(*size)
    legend = Legend(chart)
    for i in range(names):
        legend.add(str(i), f"run {i}", line_pen(chart, RED, 1.6))
    QApplication.processEvents()
    plot = chart.mapFromScene(chart.getViewBox().sceneBoundingRect()).boundingRect()
    assert chart.rect().contains(legend.geometry())
    entries = [entry.geometry() for entry in legend.entries.values()]
    assert not any(a.intersects(b) for a, b in itertools.combinations(entries, 2))
    assert legend.geometry().bottom() <= plot.top()
    assert plot.height() > 0.4 * size[1] - 20
    legend.clear()
    QApplication.processEvents()
    higher = chart.mapFromScene(chart.getViewBox().sceneBoundingRect()).boundingRect()
    assert higher.top() < plot.top()
