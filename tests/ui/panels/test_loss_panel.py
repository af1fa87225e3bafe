"""The loss panel draws the readings of a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from nnsim.data.data_settings import DataSettings
from nnsim.data.looking.baseline import Baseline, baselines
from nnsim.data.prepare import prepare
from nnsim.data.sources.iris import Iris
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.stage import Output
from nnsim.figures.loss_figure import Level
from nnsim.figures.watched import Watched
from nnsim.training.messages import Evaluation, Points, State
from nnsim.ui.baseline_lines import BaselineLines, level_of
from nnsim.ui.panels.loss import LossPanel
from tests.synthetic import history, of_scalars


@pytest.fixture
def panel(shown, feed) -> LossPanel:
    feed.history = history(400)
    return shown(LossPanel)


def _drawn(item) -> tuple[np.ndarray, np.ndarray]:
    return item.x, item.y


def test_curves_are_the_readings(panel, feed) -> None:
    x, y = _drawn(panel.curves.lines["train"])
    np.testing.assert_array_equal(x, feed.history.readings.steps)
    np.testing.assert_allclose(y, feed.history.readings.mean(0))
    _, accuracy = _drawn(panel.accuracies.items["val_accuracy"])
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
    qtbot.mouseClick(panel.controls.log_button, Qt.MouseButton.LeftButton)
    _, y = _drawn(panel.curves.lines["train"])
    np.testing.assert_allclose(y, np.log10(feed.history.readings.mean(0)))
    assert panel.chart.left.log
    assert panel.figure().plots[0].y.log


def test_a_loss_of_zero_leaves_a_gap_on_the_log_axis(panel, feed) -> None:
    rows = np.zeros((3, feed.history.columns.width), np.float32)
    feed.history.add_points(Points(1, 401, rows, 40.3))
    panel.controls.log_button.setChecked(True)
    panel.show_frame()
    assert np.isnan(_drawn(panel.curves.lines["train"])[1][-3:]).all()


def test_the_slider_smooths(panel, qtbot) -> None:
    _, rough = _drawn(panel.curves.lines["train"])
    panel.controls.smoothing.setFocus()
    qtbot.keyClick(panel.controls.smoothing, Qt.Key.Key_End)
    _, soft = _drawn(panel.curves.lines["train"])
    assert np.abs(np.diff(soft)).mean() < np.abs(np.diff(rough)).mean() / 5
    assert "moving average" in panel.figure().caption


def test_a_click_in_the_legend_hides_a_curve(panel, qtbot) -> None:
    qtbot.mouseClick(panel.curves.legend.entries["train"], Qt.MouseButton.LeftButton)
    assert len(_drawn(panel.curves.lines["train"])[0]) == 0
    assert len(_drawn(panel.accuracies.items["train_accuracy"])[0]) == 0
    assert len(_drawn(panel.curves.lines["validation"])[0]) > 0
    qtbot.mouseClick(panel.curves.legend.entries["train"], Qt.MouseButton.LeftButton)
    assert len(_drawn(panel.curves.lines["train"])[0]) > 0


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
    assert len(_drawn(panel.curves.lines["train"])[0]) <= 54
    panel.chart.setFocus()
    qtbot.keyClick(panel.chart, Qt.Key.Key_A)
    assert panel.chart.visible_x() == pytest.approx((1, 600))


def test_a_long_run_is_drawn_with_about_a_point_a_pixel(shown, feed) -> None:
    feed.history = history(30000)
    panel = shown(LossPanel)
    x, _ = _drawn(panel.curves.lines["train"])
    assert 300 < len(x) <= 600
    assert x[-1] == feed.history.readings.steps[-1]


def test_a_run_without_validation_shows_no_such_entry(shown, feed) -> None:
    feed.history = history(50, validation=False)
    panel = shown(LossPanel)
    assert panel.curves.legend.entries["validation"].isHidden()
    assert "val" not in panel.header()[0].text()


# ---- scalars of a rule --------------------------------------------------------------------------

ENERGY = Scalar("energy", "Energy", "E", "J")
TALLY = Scalar("tally", "Tally", total=True, counted=("{n} thing", "{n} things"))


def test_a_run_with_a_loss_alone_offers_no_choice(panel) -> None:
    assert panel.controls.choice.isHidden()
    assert panel.curves.legend.entries["train"].text() == "training"


def test_what_judges_a_run_is_shown_and_others_can_be_chosen(shown, feed, qtbot) -> None:
    feed.history = of_scalars(LOSS, ENERGY, TALLY, judged_by="energy")
    feed.history.add_evaluation(Evaluation(1, 40, 4.0, 0.25, 0.5, ()))
    panel = shown(LossPanel)
    texts = [panel.controls.choice.itemText(i) for i in range(panel.controls.choice.count())]
    assert texts == ["Energy", "Loss", "Tally"]
    assert _drawn(panel.curves.lines["train"])[1][-1] == 80
    assert panel.curves.legend.entries["train"].text() == "Energy"
    assert panel.curves.legend.entries["validation"].isHidden()
    assert "Energy 80" in panel.header()[0].text()
    assert panel.controls.choice.hidden_text() == ""
    panel.controls.choice.setFocus()
    qtbot.keyClick(panel.controls.choice, Qt.Key.Key_Down)
    assert _drawn(panel.curves.lines["train"])[1][-1] == 40
    assert panel.curves.legend.entries["train"].text() == "training"
    assert len(_drawn(panel.curves.lines["validation"])[0]) == 1
    assert "train 0.250" in panel.header()[0].text()
    qtbot.keyClick(panel.controls.choice, Qt.Key.Key_Down)
    assert panel.header()[0].text() == "120 things"
    assert len(_drawn(panel.curves.lines["validation"])[0]) == 0
    assert [p.y.title for p in panel.figure().plots] == ["Tally"]
    text, _ = panel._describe(QPointF(40, 100), "")
    assert "Tally <b>120</b>" in text


def test_a_choice_stays_from_run_to_run_where_it_can(shown, feed) -> None:
    feed.history = of_scalars(LOSS, TALLY)
    panel = shown(LossPanel)
    panel.controls.choice.setCurrentIndex(1)
    panel.controls.choice.activated.emit(1)
    feed.history = of_scalars(LOSS, ENERGY, TALLY)
    panel.show_frame()
    assert panel.controls.choice.currentText() == "Tally"
    feed.history = history(50)
    panel.show_frame()
    assert panel.controls.choice.isHidden()
    assert panel.curves.legend.entries["train"].text() == "training"


def test_a_rule_without_a_loss_shows_what_it_has(shown, feed) -> None:
    feed.history = of_scalars(ENERGY, judged_by="energy")
    feed.history.add_evaluation(Evaluation(1, 40, 4.0, np.nan, None, ()))
    panel = shown(LossPanel)
    assert _drawn(panel.curves.lines["train"])[1][-1] == 40
    assert "Energy" in panel.header()[0].text()
    feed.history = of_scalars()
    panel.show_frame()
    assert "nothing" in panel.notice


# ---- as it was, and other runs ------------------------------------------------------------------


def test_a_step_is_marked_and_the_header_tells_its_losses(panel, feed) -> None:
    feed.state = State(1, False, 100, 0.0, 0.0, latest=400)
    panel.show_frame()
    then = feed.history.evaluation_at(100)
    assert f"train {then.train_loss:.3f}" in panel.header()[0].text()
    cursor = panel.sides[0].cursor
    assert cursor.line.shown
    assert cursor.line.x == 100
    assert cursor.after.between == (100, 400)
    assert len(_drawn(panel.curves.lines["train"])[0]) == 400
    feed.state = None
    panel.show_frame()
    assert not cursor.line.shown
    assert not cursor.after.shown
    assert f"train {feed.history.last_evaluation.train_loss:.3f}" in panel.header()[0].text()


def _two(feed) -> tuple[Watched, Watched]:
    main = Watched("now", "#ffffff", "solid", feed.history)
    return main, Watched("slower", "#aa66cc", "dotted", history(900))


def test_other_runs_are_drawn_behind_on_shared_axes(panel, feed, qtbot) -> None:
    panel.watched = _two(feed)
    ghosts = panel.sides[0].ghosts
    assert [ghost.name for ghost in ghosts._ghosts] == ["training [slower]", "validation [slower]"]
    assert all(item.z < panel.curves.lines["train"].z for item in ghosts._items)
    assert 900 <= panel.chart.visible_x()[1] <= 1010
    assert len(panel.sides[1].ghosts._ghosts) == 2
    text, _ = panel._describe(QPointF(200, 0.3), "")
    assert "training [slower]" in text
    assert any("[slower]" in name for name in _columns(panel))
    qtbot.mouseClick(panel.curves.legend.entries["run 0"], Qt.MouseButton.LeftButton)
    assert not ghosts._ghosts
    assert not any("[slower]" in name for name in _columns(panel))
    qtbot.mouseClick(panel.curves.legend.entries["run 0"], Qt.MouseButton.LeftButton)
    assert len(ghosts._ghosts) == 2
    panel.watched = ()
    assert "run 0" not in panel.curves.legend.entries
    assert panel.chart.visible_x()[1] == 400


def _columns(panel) -> list[str]:
    return [mark.name for plot in panel.figure().plots for mark in plot.marks]


def test_other_runs_that_grow_are_drawn_anew(panel, feed) -> None:
    main, other = _two(feed)
    panel.watched = main, other
    rows = other.history.readings.last[None].repeat(100, 0)
    other.history.add_points(Points(2, 901, rows, 100))
    panel.show_frame()
    assert 1000 <= panel.chart.visible_x()[1] <= 1120


def test_a_legend_too_wide_for_its_chart_stands_in_a_column(panel, feed) -> None:
    main, other = _two(feed)
    names = ("a run with a rather long name", "another one of these runs", "and the third of them")
    panel.watched = main, *(Watched(name, "#aa66cc", "dotted", other.history) for name in names)
    assert panel.curves.legend.width() < panel.chart.width()
    assert panel.curves.legend.entries["run 2"].y() > panel.curves.legend.entries["train"].y()


def test_curves_of_other_runs_follow_the_log_axis(panel, feed) -> None:
    panel.watched = _two(feed)
    panel.controls.log_button.setChecked(True)
    ghost = panel.sides[0].ghosts._ghosts[0]
    assert (ghost.y < 0).all()


OUTPUTS = tuple(f"{part}_accuracy/{layer}" for part in ("train", "val") for layer in ("left", "right"))


def test_every_output_has_curves_a_name_and_a_colour(shown, feed, qtbot) -> None:
    feed.history = history(100, metrics=OUTPUTS)
    panel = shown(LossPanel)
    assert list(panel.accuracies.legend.entries) == ["left", "right"]
    for i, name in enumerate(OUTPUTS):
        np.testing.assert_allclose(
            _drawn(panel.accuracies.items[name])[1], 100 * feed.history.evaluations.mean(2 + i)
        )
    text, _ = panel._describe(QPointF(50, 80), "%")
    assert [row.partition(" <b>")[0] for row in text.split("<br>")[1:]] == [
        "training, left",
        "training, right",
        "validation, left",
        "validation, right",
    ]
    qtbot.mouseClick(panel.accuracies.legend.entries["left"], Qt.MouseButton.LeftButton)
    assert [len(_drawn(panel.accuracies.items[name])[0]) > 0 for name in OUTPUTS] == [
        False,
        True,
        False,
        True,
    ]
    lines = panel.figure().plots[1].marks
    assert [line.name for line in lines] == ["Training accuracy, right", "Validation accuracy, right"]
    assert lines[0].colour == lines[1].colour
    assert lines[0].style != lines[1].style
    qtbot.mouseClick(panel.curves.legend.entries["train"], Qt.MouseButton.LeftButton)
    assert [len(_drawn(panel.accuracies.items[name])[0]) > 0 for name in OUTPUTS] == [
        False,
        False,
        False,
        True,
    ]


def test_another_run_may_have_other_outputs(shown, feed) -> None:
    feed.history = history(100, metrics=OUTPUTS)
    panel = shown(LossPanel)
    feed.history = history(90)
    panel.show_frame()
    assert list(panel.accuracies.items) == ["train_accuracy", "val_accuracy"]
    assert not panel.accuracies.legend.entries
    assert len(panel.accuracies.points) == 2


def test_other_runs_keep_their_detail_where_a_person_looks_closely(panel, feed) -> None:
    main, _ = _two(feed)
    panel.watched = main, Watched("long", "#aa66cc", "dotted", history(3000))
    view = panel.chart.getViewBox()
    view.setRange(xRange=(100, 150), padding=0)
    view.sigRangeChangedManually.emit([True, True])
    panel.redraw()
    x = panel.sides[0].ghosts._ghosts[0].x
    assert (np.diff(x) == 1).all()
    assert x[0] <= 100 < 150 <= x[-1]
    assert len(x) < 60


def _with_baseline(panel, qtbot) -> None:
    panel.baseline.choice.actions["linear"].trigger()
    qtbot.waitUntil(lambda: panel.baseline.level is not None)


def test_a_simple_method_stands_beside_the_accuracy_when_it_is_wanted(panel, qtbot, workspace) -> None:
    line = panel.baseline.accuracy
    assert not line.shown
    _with_baseline(panel, qtbot)
    assert line.shown
    assert not panel.baseline.loss.shown
    wanted = {one.key: one.value for one in baselines(workspace.prepared)}
    assert line.y == pytest.approx(100 * wanted["linear"])
    assert line.name == "Logistic regression"
    qtbot.waitUntil(lambda: "%" in panel.baseline.choice.actions["nearest"].text())
    panel.baseline.choice.actions["nearest"].trigger()
    assert line.y == pytest.approx(100 * wanted["nearest"])
    low, high = panel.accuracy.getViewBox().viewRange()[1]
    assert low < line.y < high
    drawn = next(m for plot in panel.figure().plots for m in plot.marks if m.name == "Nearest neighbour")
    np.testing.assert_allclose(drawn.y, 100 * wanted["nearest"])
    panel.baseline.choice.actions[None].trigger()
    assert not line.shown


def test_other_data_have_a_baseline_of_their_own(panel, qtbot, workspace) -> None:
    _with_baseline(panel, qtbot)
    before = panel.baseline.accuracy.y
    workspace.set_data(prepare(DataSettings(Iris())))
    panel.redraw()
    assert not panel.baseline.accuracy.shown
    qtbot.waitUntil(lambda: panel.baseline.accuracy.shown)
    assert panel.baseline.accuracy.y != before


def test_without_validation_the_button_says_why_there_is_no_baseline(panel, qtbot, workspace) -> None:
    workspace.set_data(prepare(DataSettings(Iris(), validation_share=0.0)))
    panel.baseline.choice.actions["constant"].trigger()
    qtbot.waitUntil(lambda: "no validation rows" in panel.baseline.choice.button.toolTip())
    assert panel.baseline.level is None


def test_a_squared_error_stands_beside_the_loss_where_it_is_the_same_number() -> None:
    mse = Baseline("linear", "Linear model", 0.3, "mse", 0.5, 9, 9, 2, False)
    same = Output("a", MeanSquaredError(), 1.0, None)
    assert level_of(mse, [same]) == Level("Linear model", 0.3, False)
    for other in (replace(same, loss=MeanSquaredError("half_sum")), replace(same, weight=2.0)):
        assert level_of(mse, [other]) is None
    assert level_of(mse, [same, same]) is None
    assert level_of(None, [same]) is None


def test_a_level_of_the_loss_is_on_its_axis(shown, feed, monkeypatch) -> None:
    feed.history = history(50, metrics=())
    panel = shown(LossPanel)
    monkeypatch.setattr(BaselineLines, "level", Level("Linear model", 0.001, False))
    panel.redraw()
    assert panel.baseline.loss.y == 0.001
    panel.controls.log_button.setChecked(True)
    assert panel.baseline.loss.y == pytest.approx(-3)
    low, high = panel.chart.getViewBox().viewRange()[1]
    assert low <= -3 <= high
