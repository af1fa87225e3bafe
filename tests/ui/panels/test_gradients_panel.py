"""The gradients panel shows every layer in one plot."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from nnsim.figures.watched import Watched
from nnsim.training.messages import State
from nnsim.training.quantities import GRADIENT, QUANTITIES
from nnsim.ui.charts.bar_picture import placed
from nnsim.ui.panels.gradients import GradientsPanel
from tests.synthetic import history


@pytest.fixture
def panel(shown, feed) -> GradientsPanel:
    feed.history = history(400, layers=4)
    return shown(GradientsPanel)


@pytest.mark.parametrize("quantity", range(len(QUANTITIES)))
def test_bars_and_lines_are_the_readings_of_the_chosen_quantity(panel, feed, quantity) -> None:
    panel.controls.choice.setCurrentIndex(quantity)
    for i, layer in enumerate(feed.history.columns.layers):
        column = QUANTITIES[quantity].column(layer)
        assert panel.bars.values[i] == pytest.approx(feed.history.readings.last[column])
        y = panel.lines.curves[i].y
        expected = np.log10(feed.history.readings.mean(column))
        assert y[-1] == pytest.approx(expected[-2:].mean(), abs=0.1)


def test_root_mean_square_divides_by_the_root_of_the_size(panel, qtbot) -> None:
    before = panel.bars.values.copy()
    qtbot.mouseClick(panel.controls.rms_button, Qt.MouseButton.LeftButton)
    np.testing.assert_allclose(panel.bars.values, before / 16)
    panel.controls.choice.setCurrentIndex(3)
    assert not panel.controls.rms_button.isEnabled()


def test_the_weak_and_the_vanishing_are_told_in_words(panel) -> None:
    assert "vanishing" in panel.bars.words(0)
    assert "smaller than the largest" in panel.bars.words(0)
    assert "smaller" not in panel.bars.words(3)


def test_the_heat_map_has_a_row_a_layer(panel, feed, qtbot) -> None:
    qtbot.mouseClick(panel.controls.heat_button, Qt.MouseButton.LeftButton)
    assert panel.map.image.pixels.shape[0] == 4
    names = [layer.name for layer in feed.history.columns.layers]
    assert [name for _, name in panel.map.chart.left.names] == names
    text, _ = panel.map.describe(QPointF(200, 2.2))
    assert "dense_3" in text
    assert panel.figure().plots[0].y.downward


def test_pointing_at_a_row_stresses_its_line(panel, qtbot) -> None:
    qtbot.mouseMove(panel.bars, QPoint(100, 5))
    panel.bars.point_at(2)
    assert panel.lines.curves[2].opacity == 1
    assert panel.lines.curves[0].opacity < 1
    panel.bars.point_at(-1)
    assert panel.lines.curves[0].opacity == 1


def test_a_click_on_a_row_hides_its_line_and_so_does_space(panel, qtbot) -> None:
    place = placed(panel.bars.names, panel.bars.size(), panel.bars.font()).row(1).center().toPoint()
    qtbot.mouseClick(panel.bars, Qt.MouseButton.LeftButton, pos=place)
    assert not panel.lines.curves[1].shown
    panel.bars.setFocus()
    panel.bars.point_at(0)
    qtbot.keyClick(panel.bars, Qt.Key.Key_Down)
    qtbot.keyClick(panel.bars, Qt.Key.Key_Space)
    assert panel.lines.curves[1].shown


def test_another_network_brings_other_layers(panel, feed) -> None:
    feed.history = history(50, layers=31)
    panel.show_frame()
    assert len(panel.lines.curves) == 31
    feed.history = history(50, layers=2)
    panel.show_frame()
    assert len(panel.lines.curves) == 2


@pytest.mark.parametrize("height", [180, 300, 900])
def test_31_layers_fit_any_height(shown, feed, height) -> None:
    feed.history = history(50, layers=31)
    panel = shown(GradientsPanel, (640, height))
    assert panel.bars.row_at(panel.bars.height() - 24) == 30
    panel.grab()


def test_gradients_of_zero_and_not_a_number_are_shown(panel, feed) -> None:
    values = np.array([0.0, np.nan, np.inf, 1.0])
    panel.bars.set_values(values, (-3.0, 0.0))
    panel.grab()
    assert panel.bars._rows.share(0) == 0
    assert panel.bars._rows.share(2) == 1


# ---- as it was, and other runs ------------------------------------------------------------------


def test_bars_are_those_of_a_step(panel, feed) -> None:
    feed.state = State(1, False, 50, 0.0, 0.0, latest=400)
    panel.show_frame()
    series, places = feed.history.readings, feed.history.columns.of(GRADIENT)
    np.testing.assert_allclose(panel.bars.values, series.at(50)[places])
    assert panel.lines.side.cursor.line.x == 50
    assert len(panel._shown.steps) > 100
    bars = panel.figure().plots[0].marks[0]
    np.testing.assert_allclose(bars.values, series.at(50)[places])
    panel.controls.heat_button.setChecked(True)
    assert panel.map.side.cursor.line.shown
    panel.controls.heat_button.setChecked(False)
    feed.state = None
    panel.show_frame()
    np.testing.assert_allclose(panel.bars.values, series.newest()[places])
    assert not panel.lines.side.cursor.line.shown


def test_a_step_before_the_first_has_no_bars(panel, feed) -> None:
    feed.state = State(1, False, 0, 0.0, 0.0, latest=400)
    panel.show_frame()
    assert np.isnan(panel.bars.values).all()
    panel.grab()


def test_lines_of_other_runs_lie_behind(panel, feed, qtbot) -> None:
    main = Watched("now", "#ffffff", "solid", feed.history)
    panel.watched = main, Watched("deeper", "#aa66cc", "dashed", history(900, layers=6))
    ghosts = panel.lines.side.ghosts
    assert [ghost.tag for ghost in ghosts._ghosts] == [f"n{i}" for i in range(6)]
    assert 900 <= panel.lines.chart.visible_x()[1] <= 1010
    assert len(panel.lines.curves) == 4
    panel.bars.point_at(1)
    opacities = [item.opacity for item in ghosts._items]
    assert opacities.index(max(opacities)) == 1
    panel.bars.point_at(-1)
    ghost = ghosts._ghosts[5]
    text, x = panel.lines.describe(QPointF(float(ghost.x[-1]), float(ghost.y[-1])))
    assert "dense_6 [deeper]" in text
    assert x == ghost.x[-1]
    names = [mark.column for mark in panel.figure().plots[1].marks]
    assert names[-1].endswith("dense_6 [deeper]")
    qtbot.mouseClick(panel.lines.legend.entries["run 0"], Qt.MouseButton.LeftButton)
    assert not ghosts._ghosts
    assert panel.lines.chart.visible_x()[1] == 400
