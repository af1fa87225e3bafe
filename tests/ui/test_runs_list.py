"""The dock of runs and the curves behind others, with real widgets, keys and clicks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

import pytest
from desk import Desk, small_project
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnsim.document import edits
from nnsim.document.comparing import compared
from nnsim.figures.figure_table import to_csv
from nnsim.ui.look.theme import manager
from nnsim.ui.panels.gradients import GradientsPanel
from nnsim.ui.panels.loss import LossPanel
from nnsim.ui.runs_table.runs_list import RunsList
from nnsim.ui.runs_table.runs_view import LONG
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.window.main_window import MainWindow
from tests.ui.test_runs import begin_twin, reset, wait_for_rest
from tests.ui.test_session import set_training


@pytest.fixture
def desk(open_desk, dressed) -> Iterator[Desk]:
    """A window with a run on the canvas and an earlier one that had another learning rate."""
    made = open_desk(small_project(), window=True)
    made.window.resize(1200, 800)
    made.window.show()
    made.train(3)
    first = reset(made)
    wait_for_rest(made, first)
    set_training(made, learning_rate=0.3)
    made.train(2)
    made.window.actions_by_key["runs"].trigger()
    made.window.desk.runs.refresh()
    yield made
    made.window.hide()


def table(desk: Desk) -> RunsList:
    return desk.window.desk.runs


def texts(desk: Desk, row: int) -> dict[str, str]:
    values = table(desk).view.runs.values
    return {c.key: cell.text for c, cell in zip(values.columns, values.rows[row], strict=True)}


def choose(desk: Desk, row: int) -> None:
    table(desk).view.selectRow(row)
    table(desk).view.setFocus()


def press(desk: Desk, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(table(desk).view, key, modifiers)
    table(desk).refresh()


def panel(desk: Desk, kind: type) -> LossPanel | GradientsPanel:
    return next(p for p in desk.window.desk.panels if isinstance(p, kind))


# ---- curves behind others ------------------------------------------------------------------------


def test_earlier_runs_are_behind_every_curve_and_in_figures_by_name(desk: Desk) -> None:
    for kind in (LossPanel, GradientsPanel):
        shown = panel(desk, kind)
        assert [run.name for run in shown.behind] == ["Run 1"]
        assert "Run 2" in shown.figure().caption
        assert "Run 1" in shown.figure().caption
        assert "[Run 1]" in to_csv(shown.figure()).splitlines()[0]
    ghost = panel(desk, LossPanel).behind[0]
    lines = [m for m in panel(desk, LossPanel).figure().plots[0].marks if m.name.endswith("[Run 1]")]
    assert {line.colour for line in lines} == {ghost.paper}
    manager().use("light")
    assert panel(desk, LossPanel).behind[0].colour != ghost.colour
    desk.session.runs.rename(desk.session.runs.earlier[0].number, "slow")
    assert [run.name for run in panel(desk, LossPanel).behind] == ["slow"]
    desk.session.runs.show(desk.session.runs.earlier[0].number, False)
    assert not panel(desk, LossPanel).behind
    assert "slow" not in panel(desk, LossPanel).figure().caption


def test_a_run_that_has_taken_no_step_has_the_earlier_ones_behind_it(desk: Desk) -> None:
    reset(desk)
    desk.wait(lambda: not panel(desk, LossPanel).notice)
    assert len(panel(desk, LossPanel).behind) == 2
    assert not panel(desk, GradientsPanel).notice
    for shown in desk.window.desk.panels:
        shown.grab()


def test_what_is_hidden_in_a_legend_stays_hidden_when_another_run_comes(desk: Desk) -> None:
    first = desk.session.runs.earlier[0].number
    shown = panel(desk, LossPanel)
    QTest.mouseClick(shown.curves.legend.entries[f"run {first}"], Qt.MouseButton.LeftButton)
    second = reset(desk)
    wait_for_rest(desk, second)
    desk.wait(lambda: f"run {second}" in shown.curves.legend.entries)
    assert f"run {first}" in shown._hidden
    assert f"run {second}" not in shown._hidden


def test_an_earlier_run_keeps_the_names_its_layers_had(desk: Desk) -> None:
    desk.workspace.edit_graph("rename", lambda g: edits.rename(g, "dense_1", "first"))
    desk.settle()
    names = {run.name: run.history.columns.layers[0].name for run in panel(desk, LossPanel).watched}
    assert names == {"Run 2": "first", "Run 1": "dense_1"}
    tags = [ghost.tag for ghost in panel(desk, GradientsPanel).lines.side.ghosts._ghosts]
    assert tags == ["dense_1", "dense_2"], "by the id of the layer"


# ---- the table -----------------------------------------------------------------------------------


def test_the_table_says_what_differs_and_what_came_out(desk: Desk) -> None:
    now, before = texts(desk, 0), texts(desk, 1)
    assert (now["run"], before["run"]) == ("Run 2", "Run 1")
    assert (now["training.learning_rate"], before["training.learning_rate"]) == ("0.3", "0.01")
    assert (now["steps"], before["steps"]) == ("2", "3")
    assert "canvas" in now["outcome"]
    assert before["accuracy"].endswith("%")
    assert not any(key.startswith("graph") for key in now)


def test_it_is_written_as_numbers_that_read_back(desk: Desk, tmp_path) -> None:
    table(desk).file.copy()
    text = QGuiApplication.clipboard().text()
    table(desk).file.save(tmp_path / "runs.csv")
    assert (tmp_path / "runs.csv").read_text() == text
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["training.learning_rate"] for row in rows] == ["0.3", "0.01"]
    found = desk.session.runs.earlier[0].feed.history.last_evaluation
    assert float(rows[1]["train_loss"]) == found.train_loss


def test_rows_are_sorted_with_the_run_on_the_canvas_first(desk: Desk) -> None:
    reset(desk)
    desk.train(5)
    steps = [c.key for c in table(desk).view.runs.values.columns].index("steps")
    for order, expected in ((Qt.SortOrder.AscendingOrder, "2"), (Qt.SortOrder.DescendingOrder, "3")):
        table(desk).view.sortByColumn(steps, order)
        assert [texts(desk, 0)["steps"], texts(desk, 1)["steps"]] == ["5", expected]


def test_projects_are_compared_when_they_change_and_not_in_every_frame(desk: Desk, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(
        "nnsim.ui.runs_table.runs_table.compared", lambda projects: asked.append(1) or compared(projects)
    )
    for _ in range(3):
        table(desk).refresh()
    assert not asked
    set_training(desk, learning_rate=0.7)
    table(desk).refresh()
    assert asked == [1]
    assert "0.7" in texts(desk, 0).values()


def test_keys_rename_hide_and_throw_away(desk: Desk) -> None:
    first = desk.session.runs.earlier[0].number
    # Wherever in the row one is.
    cell = table(desk).view.visualRect(table(desk).view.runs.index(1, 2)).center()
    QTest.mouseClick(
        table(desk).view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        cell,
    )
    press(desk, Qt.Key.Key_Space)
    assert not desk.session.runs[first].shown
    press(desk, Qt.Key.Key_Space)
    assert desk.session.runs[first].shown
    QTest.keyClick(table(desk).view, Qt.Key.Key_F2)
    field = table(desk).view.findChild(QLineEdit)
    QTest.keyClicks(field, "slow")
    QTest.keyClick(field, Qt.Key.Key_Return)
    desk.wait(lambda: desk.session.runs[first].name == "slow")
    press(desk, Qt.Key.Key_Delete)
    assert first not in desk.session.runs
    choose(desk, 0)
    press(desk, Qt.Key.Key_Delete)
    assert desk.session.runs.current is not None
    assert desk.workspace.graph["dense_1"], "Delete is for runs here, not for layers"


def test_throwing_away_what_was_trained_for_long_is_asked_about(desk: Desk, monkeypatch) -> None:
    first = desk.session.runs.earlier[0].number
    assert LONG > 3
    monkeypatch.setattr("nnsim.ui.runs_table.runs_view.LONG", 3)
    choose(desk, 1)
    assert [(e.number, e.feed.state.latest) for e in table(desk).view.chosen()] == [(first, 3)]
    press(desk, Qt.Key.Key_Delete)
    desk.click("Keep")
    assert first in desk.session.runs
    press(desk, Qt.Key.Key_Delete)
    desk.click("Throw away")
    assert first not in desk.session.runs


def test_enter_puts_back_and_with_ctrl_forks(desk: Desk) -> None:
    first, second = desk.session.runs.earlier[0].number, desk.session.run
    choose(desk, 1)
    press(desk, Qt.Key.Key_Return)
    desk.settle()
    assert desk.session.run == first
    wait_for_rest(desk, second)
    table(desk).refresh()
    choose(desk, 1)
    press(desk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert desk.session.runs.current.parent == second


def test_a_fork_has_the_figures_of_where_it_begins(desk: Desk) -> None:
    session = desk.session
    earlier = texts(desk, 1)
    choose(desk, 1)
    press(desk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    desk.wait(lambda: session.feed.evaluation is not None)
    table(desk).refresh()
    assert not session.runs.current.has_trained
    row = texts(desk, 0)
    assert (row["train_loss"], row["accuracy"], row["steps"]) == (
        earlier["train_loss"],
        earlier["accuracy"],
        earlier["steps"],
    )
    assert row["train_loss"] not in ("", "–")


def test_b_plays_on_in_the_background_and_pauses(desk: Desk) -> None:
    first = desk.session.runs.earlier[0].number
    assert not table(desk).share.isVisible()
    choose(desk, 1)
    press(desk, Qt.Key.Key_B)
    feed = desk.session.runs[first].feed
    desk.wait(lambda: feed.state.step > 10)
    assert table(desk).share.isVisible()
    assert "plays in the background" in texts(desk, 1)["outcome"]
    press(desk, Qt.Key.Key_B)
    desk.wait(lambda: not feed.playing)
    assert desk.session.feed.state.step == 2
    desk.wait(lambda: 1 <= panel(desk, LossPanel).chart.visible_x()[1] / feed.state.step <= 1.13)
    QTest.keyClick(table(desk).share.slider, Qt.Key.Key_PageUp)
    assert desk.window.desk.preferences.background_share == pytest.approx(desk.session.background.share)
    assert table(desk).share.slider.value() == 40


def test_a_twin_is_in_the_table_and_named_with_what_it_has_otherwise(desk: Desk) -> None:
    twin = begin_twin(desk)
    set_training(desk, learning_rate=0.02)
    desk.train(2)
    desk.wait(lambda: desk.session.runs[twin].feed.state.step == 2)
    table(desk).refresh()
    assert "twin" in texts(desk, 1)["outcome"]
    desk.wait(lambda: any("0.3" in run.name for run in panel(desk, LossPanel).behind))
    names = [entry.text() for entry in panel(desk, LossPanel).curves.legend.entries.values()]
    assert any("0.3" in name for name in names)


@pytest.mark.parametrize("look", ["dark", "light"])
def test_a_box_that_is_not_ticked_is_seen(desk: Desk, look: str) -> None:
    manager().use(look)
    view = table(desk).view
    desk.session.runs.show(desk.session.runs.earlier[0].number, False)
    table(desk).refresh()
    place = view.visualRect(view.runs.index(1, 0))
    drawn = view.viewport().grab(place).toImage()
    ground = drawn.pixelColor(0, 1).lightness()
    row = [drawn.pixelColor(x, drawn.height() // 2).lightness() for x in range(22)]
    assert max(abs(value - ground) for value in row) > 60


def test_the_view_menu_brings_the_table_into_sight(desk: Desk) -> None:
    dock = desk.window.desk.docks["runs"]
    dock.toggleViewAction().trigger()
    assert not dock.isVisible()
    desk.window.desk.docks["gradients"].raise_()
    QTest.qWait(1)
    dock.toggleViewAction().trigger()
    QTest.qWait(1)
    assert not table(desk).view.visibleRegion().isEmpty()


def test_without_runs_it_says_what_it_is_for(open_desk) -> None:
    empty = open_desk(window=True)
    assert empty.window.desk.runs.view.runs.values.is_empty
    assert empty.window.desk.docks["runs"].isHidden()
    empty.window.show()
    empty.window.actions_by_key["runs"].trigger()
    assert "stays" in empty.window.desk.runs._notice.text()
    assert empty.window.desk.runs._notice.isVisible()
    empty.window.hide()


def test_another_window_on_the_session_knows_all_runs(desk: Desk) -> None:
    old, first = desk.window, desk.session.runs.earlier[0].number
    desk.session.runs.rename(first, "slow")
    old.hide()
    old.release()
    desk.window = MainWindow(desk.session, Preferences())
    assert [run.name for run in panel(desk, LossPanel).behind] == ["slow"]
    assert [row[0].text for row in table(desk).view.runs.values.rows] == ["Run 2", "slow"]
    desk.session.runs.show(first, False)
    assert old.desk.panels[0].behind, "who was released listens no more"
    assert not panel(desk, LossPanel).behind
    old.deleteLater()
