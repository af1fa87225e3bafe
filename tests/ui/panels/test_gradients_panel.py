"""The gradients panel shows every layer in one plot."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from nnsim.training.quantities import QUANTITIES
from nnsim.ui.panels.gradients import GradientsPanel
from tests.synthetic import history


@pytest.fixture
def panel(shown, feed) -> GradientsPanel:
    feed.history = history(400, layers=4)
    return shown(GradientsPanel)


@pytest.mark.parametrize("quantity", range(len(QUANTITIES)))
def test_bars_and_lines_are_the_readings_of_the_chosen_quantity(panel, feed, quantity) -> None:
    panel.choice.setCurrentIndex(quantity)
    for i, layer in enumerate(feed.history.columns.layers):
        column = QUANTITIES[quantity].column(layer)
        assert panel.bars._values[i] == pytest.approx(feed.history.readings.last[column])
        _, y = panel._curves[i].getData()
        expected = np.log10(feed.history.readings.mean(column))
        assert y[-1] == pytest.approx(expected[-2:].mean(), abs=0.1)


def test_root_mean_square_divides_by_the_root_of_the_size(panel, qtbot) -> None:
    before = panel.bars._values.copy()
    qtbot.mouseClick(panel.rms_button, Qt.MouseButton.LeftButton)
    np.testing.assert_allclose(panel.bars._values, before / 16)
    panel.choice.setCurrentIndex(3)
    assert not panel.rms_button.isEnabled()


def test_the_weak_and_the_vanishing_are_told_in_words(panel) -> None:
    assert "vanishing" in panel.bars.words(0)
    assert "smaller than the largest" in panel.bars.words(0)
    assert "smaller" not in panel.bars.words(3)


def test_the_heat_map_has_a_row_a_layer(panel, feed, qtbot) -> None:
    qtbot.mouseClick(panel.heat_button, Qt.MouseButton.LeftButton)
    assert panel._image._pixels.shape[0] == 4
    names = [layer.name for layer in feed.history.columns.layers]
    assert [name for _, name in panel.heat.left.names] == names
    text, _ = panel._describe_cell(QPointF(200, 2.2))
    assert "dense_3" in text
    assert panel.figure().plots[0].y.downward


def test_pointing_at_a_row_stresses_its_line(panel, qtbot) -> None:
    qtbot.mouseMove(panel.bars, QPoint(100, 5))
    panel.bars.point_at(2)
    assert panel._curves[2].opacity() == 1
    assert panel._curves[0].opacity() < 1
    panel.bars.point_at(-1)
    assert panel._curves[0].opacity() == 1


def test_a_click_on_a_row_hides_its_line_and_so_does_space(panel, qtbot) -> None:
    place = panel.bars._layout().row(1).center().toPoint()
    qtbot.mouseClick(panel.bars, Qt.MouseButton.LeftButton, pos=place)
    assert not panel._curves[1].isVisible()
    panel.bars.setFocus()
    panel.bars.point_at(0)
    qtbot.keyClick(panel.bars, Qt.Key.Key_Down)
    qtbot.keyClick(panel.bars, Qt.Key.Key_Space)
    assert panel._curves[1].isVisible()


def test_another_network_brings_other_layers(panel, feed) -> None:
    feed.history = history(50, layers=31)
    panel.show_frame()
    assert len(panel._curves) == 31
    feed.history = history(50, layers=2)
    panel.show_frame()
    assert len(panel._curves) == 2


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
    assert panel.bars._share(0) == 0
    assert panel.bars._share(2) == 1
