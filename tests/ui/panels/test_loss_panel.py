"""The loss panel draws the readings of a run."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from nnsim.training.messages import Points
from nnsim.ui.panels.loss import LossPanel
from tests.synthetic import history


@pytest.fixture
def panel(shown, feed) -> LossPanel:
    feed.history = history(400)
    return shown(LossPanel)


def _drawn(item) -> tuple[np.ndarray, np.ndarray]:
    return item.getData()


def test_curves_are_the_readings(panel, feed) -> None:
    x, y = _drawn(panel._lines["train"])
    np.testing.assert_array_equal(x, feed.history.readings.steps)
    np.testing.assert_allclose(y, feed.history.readings.mean(0))
    _, accuracy = _drawn(panel._accuracies["val_accuracy"])
    np.testing.assert_allclose(accuracy, 100 * feed.history.evaluations.mean(3))


def test_a_regression_has_no_accuracy(shown, feed) -> None:
    feed.history = history(50, metrics=())
    assert shown(LossPanel).accuracy.isHidden()


def test_the_header_tells_the_newest_losses(panel, feed) -> None:
    last = feed.history.last_evaluation
    text = panel.header()[0].text()
    assert f"train {last.train_loss:.3f}" in text
    assert f"val {last.val_loss:.3f}" in text


def test_the_log_axis_takes_the_logarithm_of_the_data(panel, feed, qtbot) -> None:
    qtbot.mouseClick(panel.log_button, Qt.MouseButton.LeftButton)
    _, y = _drawn(panel._lines["train"])
    np.testing.assert_allclose(y, np.log10(feed.history.readings.mean(0)))
    assert panel.chart.left.log
    assert panel.figure().plots[0].y.log


def test_a_loss_of_zero_leaves_a_gap_on_the_log_axis(panel, feed) -> None:
    rows = np.zeros((3, feed.history.columns.width), np.float32)
    feed.history.add_points(Points(1, 401, rows, 40.3))
    panel.log_button.setChecked(True)
    panel.show_frame()
    assert np.isnan(_drawn(panel._lines["train"])[1][-3:]).all()


def test_the_slider_smooths(panel, qtbot) -> None:
    _, rough = _drawn(panel._lines["train"])
    panel.smoothing.setFocus()
    qtbot.keyClick(panel.smoothing, Qt.Key.Key_End)
    _, soft = _drawn(panel._lines["train"])
    assert np.abs(np.diff(soft)).mean() < np.abs(np.diff(rough)).mean() / 5
    assert "moving average" in panel.figure().caption


def test_a_click_in_the_legend_hides_a_curve(panel, qtbot) -> None:
    qtbot.mouseClick(panel.legend.entries["train"], Qt.MouseButton.LeftButton)
    assert len(_drawn(panel._lines["train"])[0]) == 0
    assert len(_drawn(panel._accuracies["train_accuracy"])[0]) == 0
    assert len(_drawn(panel._lines["validation"])[0]) > 0
    qtbot.mouseClick(panel.legend.entries["train"], Qt.MouseButton.LeftButton)
    assert len(_drawn(panel._lines["train"])[0]) > 0


def test_the_pointer_reads_the_values(panel, feed) -> None:
    text, x = panel._describe(QPointF(200.2, 0.3), "")
    assert x == 200
    value = feed.history.readings.mean(0)[199]
    assert f"{value:.3g}" in text
    assert "validation" in text


def test_a_view_moved_by_hand_stays_until_a(panel, feed, qtbot) -> None:
    view = panel.chart.getViewBox()
    view.setRange(xRange=(100, 150), padding=0)
    view.sigRangeChangedManually.emit([True, True])
    feed.history.add_points(Points(1, 401, feed.history.readings.last[None].repeat(200, 0), 60))
    panel.show_frame()
    assert panel.chart.visible_x() == pytest.approx((100, 150))
    assert len(_drawn(panel._lines["train"])[0]) <= 54
    panel.chart.setFocus()
    qtbot.keyClick(panel.chart, Qt.Key.Key_A)
    assert panel.chart.visible_x() == pytest.approx((1, 600))


def test_a_long_run_is_drawn_with_about_a_point_a_pixel(shown, feed) -> None:
    feed.history = history(30000)
    panel = shown(LossPanel)
    x, _ = _drawn(panel._lines["train"])
    assert 300 < len(x) <= 600
    assert x[-1] == feed.history.readings.steps[-1]


def test_a_run_without_validation_shows_no_such_entry(shown, feed) -> None:
    feed.history = history(50, validation=False)
    panel = shown(LossPanel)
    assert panel.legend.entries["validation"].isHidden()
    assert "val" not in panel.header()[0].text()


OUTPUTS = tuple(f"{part}_accuracy/{layer}" for part in ("train", "val") for layer in ("left", "right"))


def test_every_output_has_curves_a_name_and_a_colour(shown, feed, qtbot) -> None:
    feed.history = history(100, metrics=OUTPUTS)
    panel = shown(LossPanel)
    assert list(panel.outputs.entries) == ["left", "right"]
    for i, name in enumerate(OUTPUTS):
        np.testing.assert_allclose(
            _drawn(panel._accuracies[name])[1], 100 * feed.history.evaluations.mean(2 + i)
        )
    text, _ = panel._describe(QPointF(50, 80), "%")
    assert [row.partition(" <b>")[0] for row in text.split("<br>")[1:]] == [
        "training, left",
        "training, right",
        "validation, left",
        "validation, right",
    ]
    qtbot.mouseClick(panel.outputs.entries["left"], Qt.MouseButton.LeftButton)
    assert [len(_drawn(panel._accuracies[name])[0]) > 0 for name in OUTPUTS] == [False, True, False, True]
    lines = panel.figure().plots[1].marks
    assert [line.name for line in lines] == ["Training accuracy, right", "Validation accuracy, right"]
    assert lines[0].colour == lines[1].colour
    assert lines[0].style != lines[1].style
    qtbot.mouseClick(panel.legend.entries["train"], Qt.MouseButton.LeftButton)
    assert [len(_drawn(panel._accuracies[name])[0]) > 0 for name in OUTPUTS] == [False, False, False, True]


def test_another_run_may_have_other_outputs(shown, feed) -> None:
    feed.history = history(100, metrics=OUTPUTS)
    panel = shown(LossPanel)
    feed.history = history(90)
    panel.show_frame()
    assert list(panel._accuracies) == ["train_accuracy", "val_accuracy"]
    assert not panel.outputs.entries
    assert len(panel._curves["%"]) == 2
