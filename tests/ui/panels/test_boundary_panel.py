"""The boundary panel asks for a map and draws it in the units of the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.source import sources
from nnsim.engine.loss import ClassReading
from nnsim.training.grid import Grid
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.training.pictures.point_answer import AnswerAt, PointAnswer
from nnsim.training.snapshot import Refusal, Snapshot, combined
from nnsim.ui.charts.map_switches import MapSwitches
from nnsim.ui.panels.boundary import BoundaryPanel
from tests.synthetic import answered, snapshot


def _data(key: str):
    return prepare(DataSettings(source=sources[key]()))


@pytest.fixture
def iris(workspace, shown) -> BoundaryPanel:
    workspace.set_data(_data("iris"))
    return shown(BoundaryPanel)


def _grid(panel) -> Grid:
    """Return where the panel asks for the map."""
    (asked,) = [a for a in panel.wants() if isinstance(a, MapOver)]
    return asked.grid


def _shown_map(feed):
    """Return the map in the snapshot."""
    (found,) = feed.snapshot.answers_to(MapOver)
    return found


def _places(panel) -> list[tuple[float, ...]]:
    return [a.at for a in panel.wants() if isinstance(a, AnswerAt)]


def _show(panel, feed, **kwargs) -> None:
    feed.snapshot = snapshot(answered(_grid(panel), **kwargs))
    panel.show_frame()


def test_it_asks_for_what_is_visible(shown, workspace) -> None:
    panel = shown(BoundaryPanel)
    asked = _grid(panel)
    assert asked.resolution == 100
    assert (asked.first, asked.second) == ((1.0, 0.0), (0.0, 1.0))
    inputs = workspace.prepared.train.inputs
    assert asked.u_range[0] < inputs[:, 0].min() < inputs[:, 0].max() < asked.u_range[1]
    panel.view.chart.getViewBox().setRange(xRange=(0, 0.5), padding=0)
    assert _grid(panel).u_range == pytest.approx((0, 0.5))


def test_the_request_is_in_scaled_inputs_and_the_axes_in_units_of_the_data(iris, workspace) -> None:
    iris.choice.across.setCurrentIndex(3)
    iris.choice.across.activated.emit(3)
    iris.choice.up.setCurrentIndex(3)
    iris.choice.up.activated.emit(3)
    x = iris.view.chart.visible_x()
    raw = workspace.prepared.dataset.inputs[:, 2]
    assert x[0] < raw.min() < raw.max() < x[1]
    scaler = workspace.prepared.scaler
    expected = (np.array(x) - scaler.shift[2]) / scaler.scale[2]
    np.testing.assert_allclose(_grid(iris).u_range, expected)
    assert iris.view.chart.bottom.labelText == workspace.prepared.input_names[2]


def test_the_same_input_cannot_stand_on_both_axes(iris) -> None:
    iris.choice.across.setCurrentIndex(1)
    iris.choice.across.activated.emit(1)
    assert iris.choice.up.currentData() != iris.choice.across.currentData()
    iris.choice.up.setCurrentIndex(0)
    iris.choice.up.activated.emit(0)
    assert iris.choice.up.currentData() != iris.choice.across.currentData()
    iris.wants()


def test_the_map_lies_where_it_was_asked_for(shown, feed) -> None:
    panel = shown(BoundaryPanel)
    _show(panel, feed)
    left, right, *_ = panel.view.image.extent
    asked = _shown_map(feed).grid
    cell = (asked.u_range[1] - asked.u_range[0]) / 99
    assert left == pytest.approx(asked.u_range[0] - cell / 2)
    assert right == pytest.approx(asked.u_range[1] + cell / 2)
    assert len(panel.view.border.ends)


def test_the_sides_of_a_boundary_have_the_colours_of_their_classes(shown, feed) -> None:
    panel = shown(BoundaryPanel)
    asked = _grid(panel)
    made = answered(asked)
    values = np.zeros_like(made.values)
    values[:, 50:] = 1.0
    feed.snapshot = snapshot(replace(made, values=values))
    panel.show_frame()
    rgba = panel.view.image.pixels
    assert rgba[0, 0, 0] > rgba[0, 0, 2]
    assert rgba[0, -1, 2] > rgba[0, -1, 0]


def test_a_map_of_other_axes_is_not_drawn(iris, feed) -> None:
    late = snapshot(answered(_grid(iris), 3))
    iris.choice.across.setCurrentIndex(1)
    iris.choice.across.activated.emit(1)
    feed.snapshot = late
    iris.show_frame()
    assert iris.view.found is None


def test_two_panels_of_one_kind_each_get_their_own_answer(shown, feed, workspace) -> None:
    first, second = shown(BoundaryPanel), shown(BoundaryPanel)
    second.view.chart.getViewBox().setRange(xRange=(0, 0.5), padding=0)
    wish = combined([first.wants(), second.wants()])
    feed.snapshot = Snapshot(1, 3, 0.1, {asked: answered(asked.grid) for asked in wish})
    for panel in (first, second):
        panel.show_frame()
        assert panel.view.found.grid == _grid(panel)
    assert first.view.found is not second.view.found


def test_while_one_zooms_the_map_of_the_frame_before_is_drawn(shown, feed) -> None:
    panel = shown(BoundaryPanel)
    late = snapshot(answered(_grid(panel)))
    panel.view.chart.getViewBox().setRange(xRange=(0, 0.5), padding=0)
    assert _grid(panel).u_range == pytest.approx((0, 0.5))
    feed.snapshot = late
    panel.show_frame()
    assert panel.view.found is _shown_map(feed)


def test_why_there_is_no_answer_stands_where_the_answer_would(shown, feed) -> None:
    panel = shown(BoundaryPanel)
    _show(panel, feed)
    panel.view._describe(QPointF(0.1, 0.1))
    (asked,) = _places(panel)
    answers = {**feed.snapshot.answers, AnswerAt(asked): Refusal("It is too <large>.")}
    feed.snapshot = replace(feed.snapshot, answers=answers)
    panel.show_frame()
    assert "It is too &lt;large&gt;." in panel.view._describe(QPointF(0.1, 0.1))[0]


def _point_at(panel, feed, at: QPointF) -> str:
    """Point at a place, let the network answer, and return what is told then."""
    first, _ = panel.view._describe(at)
    assert "…" in first
    (asked,) = _places(panel)
    values = np.full(_shown_map(feed).values.shape[-1], 0.998, np.float32)
    answers = {**feed.snapshot.answers, AnswerAt(asked): PointAnswer(asked, values)}
    feed.snapshot = replace(feed.snapshot, answers=answers)
    panel.show_frame()
    text, _ = panel.view._describe(at)
    return text


def test_many_classes_are_told_in_the_readout(iris, feed) -> None:
    _show(iris, feed, outputs=3)
    text = _point_at(iris, feed, QPointF(-2.0, 2.0))
    assert any(name in text for name in ("setosa", "versicolor", "virginica"))
    assert "99.8 %" in text


def test_another_place_waits_for_its_own_answer(shown, feed) -> None:
    panel = shown(BoundaryPanel)
    _show(panel, feed)
    assert "99.8 %" in _point_at(panel, feed, QPointF(0.1, 0.1))
    assert "…" in panel.view._describe(QPointF(0.1, 0.2))[0]
    panel.view.readout.leave()
    assert _places(panel) == []


def test_scores_are_called_so(shown, feed, workspace) -> None:
    panel = shown(BoundaryPanel)
    made = answered(_grid(panel))
    feed.snapshot = snapshot(replace(made, reading=ClassReading(False, 0.0, -1.0)))
    panel.show_frame()
    text = _point_at(panel, feed, QPointF(0.1, 0.1))
    assert "score <b>0.998" in text
    assert "%" not in text
    assert panel.view.bar.isVisible()
    panel.clear()
    assert not panel.view.bar.isVisible(), "the colours mean nothing where there are none"


def test_an_equal_length_is_as_much_along_both_axes_of_a_plane(shown, workspace) -> None:
    workspace.set_data(_data("circles"))
    view = shown(BoundaryPanel, (700, 300)).view.chart.getViewBox()
    (x0, x1), (y0, y1) = view.viewRange()
    assert (x1 - x0) / view.width() == pytest.approx((y1 - y0) / view.height(), rel=0.01)


def test_over_a_regression_it_is_called_predictions(shown, workspace) -> None:
    panel = shown(BoundaryPanel)
    called = []
    panel.named.connect(called.append)
    workspace.set_data(_data("plane"))
    assert called[-1] == panel.name == panel.accessibleName() == "Predictions"
    assert panel.file_stem == "predictions"
    workspace.set_data(_data("circles"))
    assert called[-1] == "Decision boundary"


def test_a_single_unit_shows_its_line_with_the_normal_upright_on_it(iris, feed) -> None:
    iris.choice.across.setCurrentIndex(3)
    iris.choice.across.activated.emit(3)
    iris.choice.up.setCurrentIndex(3)
    iris.choice.up.activated.emit(3)
    _show(iris, feed, line=True)
    view = iris.view.chart.getViewBox()
    line, arrow = iris.view.border.ends[0], iris.view.arrow.path.ends[0]
    ends = [view.mapViewToScene(QPointF(*end)) for end in line]
    tips = [view.mapViewToScene(QPointF(*end)) for end in arrow]
    a = np.array([ends[1].x() - ends[0].x(), ends[1].y() - ends[0].y()])
    b = np.array([tips[1].x() - tips[0].x(), tips[1].y() - tips[0].y()])
    assert abs(a @ b) < 1e-3 * np.linalg.norm(a) * np.linalg.norm(b)
    assert iris.view.arrow.name.shown
    _show(iris, feed, outputs=3)
    assert not iris.view.arrow.name.shown
    assert iris.view.chart.aspect == 1, "both petal inputs are in centimetres"


def test_a_regression_has_a_colour_bar_with_fixed_levels(shown, feed, workspace) -> None:
    workspace.set_data(_data("plane"))
    panel = shown(BoundaryPanel)
    _show(panel, feed, kind="regression")
    assert panel.view.bar.isVisible()
    assert not len(panel.view.border.ends)


def test_pictures_are_cut_along_their_principal_axes(shown, feed, workspace) -> None:
    workspace.set_data(_data("digits"))
    panel = shown(BoundaryPanel)
    assert len(_grid(panel).origin) == 64
    _show(panel, feed, outputs=10)
    assert panel.view.chart.bottom.labelText.startswith("PC 1")


def test_a_map_along_principal_axes_says_that_it_is_a_slice(iris, workspace) -> None:
    words = "A slice through the mean; points lie off it"
    assert not iris.view.note.isHidden()
    assert "another class than the colour" in iris.view.note.toolTip()
    assert iris.figure().caption.endswith(f" · {words}")
    iris.choice.across.setCurrentIndex(1)
    iris.choice.across.activated.emit(1)
    assert iris.view.note.isHidden()
    assert words not in iris.figure().caption
    workspace.set_data(_data("two_spirals"))
    iris.wants()
    assert iris.view.note.isHidden()


def test_a_single_input_is_drawn_as_a_curve(shown, feed, workspace) -> None:
    workspace.set_data(_data("sine"))
    panel = shown(BoundaryPanel)
    _show(panel, feed, kind="regression")
    x, y = panel.view.curves[0].x, panel.view.curves[0].y
    assert (x[0], x[-1]) == pytest.approx(panel.view.chart.visible_x())
    np.testing.assert_allclose(y, _shown_map(feed).values[0, :, 0], rtol=1e-6)
    assert "0.998" in _point_at(panel, feed, QPointF(float(x[50]), 0.0))
    assert panel.figure().title == "Predictions"


def test_without_data_it_says_what_to_do_and_asks_for_nothing(shown, workspace) -> None:
    panel = shown(BoundaryPanel)
    workspace.set_data(None, "The file is gone.")
    assert "Choose data" in panel.notice
    assert not list(panel.wants())


def test_parts_of_the_data_have_different_shapes(shown, workspace) -> None:
    panel = shown(BoundaryPanel)
    drawn = [len(item.getData()[0]) for item in panel.view.scatters]
    p = workspace.prepared
    assert drawn == [len(p.train), len(p.validation), len(p.test)]
    first = {id(item.data["symbol"][0]) for item in panel.view.scatters}
    assert len(first) == 3


def test_points_of_earlier_data_go_away(iris, workspace) -> None:
    def drawn() -> int:
        items = iris.view.chart.getViewBox().childGroup.childItems()
        return sum(isinstance(item, pg.ScatterPlotItem) for item in items)

    for noise in (0.1, 0.2, 0.3):
        workspace.set_data(prepare(DataSettings(source=sources["two_spirals"](noise=noise))))
        assert drawn() == len(iris.view.scatters) > 0


def test_a_map_stands_while_only_the_examples_are_others(shown, feed, workspace) -> None:
    workspace.set_data(_data("two_spirals"))
    panel = shown(BoundaryPanel)
    _show(panel, feed)
    assert panel.view.image.pixels is not None
    workspace.set_data(prepare(DataSettings(source=sources["two_spirals"](noise=0.3))))
    assert panel.view.image.pixels is not None, "until another one comes, or it is cleared"
    panel.clear()
    assert panel.view.image.pixels is None


def test_a_map_goes_with_what_stood_on_its_axes(shown, feed, workspace) -> None:
    workspace.set_data(_data("two_spirals"))
    panel = shown(BoundaryPanel)
    for other in (_data("iris"), None):
        workspace.set_data(_data("two_spirals"))
        _show(panel, feed)
        workspace.set_data(other)
        assert panel.view.image.pixels is None


def test_parts_of_the_data_can_be_hidden_and_the_map_be_without_shades(shown, workspace, feed) -> None:
    panel = shown(BoundaryPanel)
    _show(panel, feed)
    assert len(panel.view.scatters) == 3
    [switches] = [widget for widget in panel.header() if isinstance(widget, MapSwitches)]
    switches.actions_by_key["test"].trigger()
    assert len(panel.view.scatters) == 2
    points = [item.getData()[0] for item in panel.view.scatters]
    assert sorted(map(len, points)) == sorted(
        map(len, (workspace.prepared.validation, workspace.prepared.train))
    )
    switches.actions_by_key["discrete"].trigger()
    assert panel.view.look.is_discrete
    switches.actions_by_key["discrete"].trigger()
    switches.actions_by_key["test"].trigger()
    assert len(panel.view.scatters) == 3
    assert not panel.view.look.is_discrete
