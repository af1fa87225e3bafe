"""Compare with…, the cards of twins and the cure on a twin: real widgets, clicks and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from desk import Desk, small_project
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from shiboken6 import isValid

from nnsim.base.errors import NnsimError
from nnsim.base.text import SOURCE_LANGUAGE, use_language
from nnsim.document.address import put
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.training import trainer
from nnsim.ui.look.theme import manager
from nnsim.ui.panels.loss import LossPanel
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.twins.compare_window import CompareWindow, open_compare
from nnsim.ui.twins.twin_card import TwinCard
from nnsim.ui.twins.twins_list import TwinsList
from nnsim.ui.twins.wanted import WantedSetting
from nnsim.ui.window.main_window import MainWindow
from tests.ui.small_project import chain
from tests.ui.test_runs import alone, losses
from tests.ui.test_twins import bits_are_those_of_each_alone, compare, everybody, stand_at


def sick() -> Project:
    """Return five layers of sigmoids on the two spirals, whose first gradient vanishes."""
    hidden = (Dense(4, Sigmoid()) for _ in range(5))
    project = Project(chain(Input(), *hidden, Dense(1)))
    return put(project, "training.optimizer", "sgd")


@pytest.fixture
def desk(open_desk, dressed) -> Iterator[Desk]:
    made = open_desk(sick(), window=True)
    made.window.resize(1280, 900)
    made.window.show()
    yield made
    made.window.hide()


@pytest.fixture
def quiet(open_desk, dressed) -> Desk:
    """A session without a window around it."""
    return open_desk(sick())


@pytest.fixture
def shown(quiet: Desk) -> Iterator[TwinsList]:
    """The cards alone."""
    made = TwinsList(quiet.session)
    made.show()
    yield made
    made.release()
    made.close()
    made.deleteLater()


@pytest.fixture
def asking(quiet: Desk) -> Iterator[CompareWindow]:
    """The window that asks, alone."""
    made = CompareWindow(quiet.session)
    made.show()
    yield made
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if isValid(made):
        made.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def ask(desk: Desk) -> CompareWindow:
    """Open the window that asks by its command."""
    desk.window.actions_by_key["compare"].trigger()
    found = desk.window.findChild(CompareWindow)
    assert found is not None
    return found


def click(widget: QWidget) -> None:
    QApplication.processEvents()  # what was just added to a layout is shown then
    assert widget.isVisible()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def click_entry(asking: CompareWindow, text: str, times: int = 1) -> None:
    found = asking.list.findItems(text, Qt.MatchFlag.MatchExactly)
    assert found, text
    asking.list.scrollToItem(found[0])
    for _ in range(times):
        place = asking.list.visualItemRect(found[0]).center()
        QTest.mouseClick(asking.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def entries(asking: CompareWindow) -> list[str]:
    return [asking.list.item(row).text() for row in range(asking.list.count())]


def values(asking: CompareWindow) -> list[object]:
    return [twin.value for twin in asking.tray.wanted if isinstance(twin, WantedSetting)]


def twins_list(desk: Desk) -> TwinsList:
    found = desk.window.findChild(TwinsList)
    assert found is not None
    return found


def cards(of: Desk | TwinsList) -> list[TwinCard]:
    shown = of if isinstance(of, TwinsList) else twins_list(of)
    shown.refresh()
    return shown.cards


# ---- asking --------------------------------------------------------------------------------------


def test_two_clicks_beside_the_command_put_a_cured_twin_beside_the_sick_one(desk: Desk) -> None:
    session, asking = desk.session, ask(desk)
    click_entry(asking, "Use ReLU + He")
    click(asking.compare)
    desk.wait(lambda: session.twins.are_there and session.feed.playing)
    desk.wait(
        lambda: all(
            session.runs[n].feed.state and session.runs[n].feed.state.step > 40 for n in everybody(desk)
        )
    )
    session.pause()
    desk.wait(lambda: not session.feed.playing)
    desk.wait(lambda: desk.window.desk.docks["twins"].isVisible())
    ill, cured = cards(desk)
    assert ill.difference.text() == "on the canvas"
    desk.wait(lambda: not {card.row.opinion.words for card in cards(desk)} & {"", "Ready to train"})
    assert cured.row.name == "Use ReLU + He"
    assert cured.difference.text().startswith("differs in 10 things: ")
    assert cured.figures.text().startswith("loss ")
    steps = session.feed.state.step
    bits_are_those_of_each_alone(desk, steps)
    loss = next(p for p in desk.window.desk.panels if isinstance(p, LossPanel))
    desk.wait(lambda: loss.behind)
    assert [run.colour for run in loss.behind] == [cured.row.colour]
    assert loss.behind[0].name.startswith("Use ReLU + He: differs in 10 things")


def test_the_cure_of_the_verdict_comes_first_and_then_what_layers_share(
    quiet: Desk, asking: CompareWindow
) -> None:
    found = entries(asking)
    assert found[0] == "Cures to try"
    assert found.index("Use ReLU + He") < found.index("All layers")
    assert "Use Leaky ReLU" not in found  # nothing here can die
    assert found.index("All layers") < found.index("Training") < found.index("dense_1") < found.index("Data")


def test_what_is_searched_for_is_found_and_enter_takes_it(quiet: Desk, asking: CompareWindow) -> None:
    QTest.keyClicks(asking.search, "learning rate")
    found = entries(asking)
    assert found[0] == "Cures to try"
    assert found[-2:] == ["Training", "Learning rate"]
    assert len(found) > 3
    assert all("learning rate" in entry.lower() for entry in found[1:-2])
    asking.list.setCurrentRow(found.index("Learning rate"))
    QTest.keyClick(asking.search, Qt.Key.Key_Return)
    assert values(asking) == [0.001]
    QTest.keyClick(asking.list, Qt.Key.Key_Return)
    assert values(asking) == [0.001, 0.1]
    asking.search.setText("dense_2 units")
    assert entries(asking) == ["dense_2", "Units"]
    asking.search.setText("no such thing")
    assert entries(asking) == ["Nothing found for “no such thing”."]
    QTest.keyClick(asking.search, Qt.Key.Key_Return)
    assert len(values(asking)) == 2


def test_three_twins_at_most_each_with_a_value_of_its_own_and_one_can_be_taken_away(
    quiet: Desk, asking: CompareWindow
) -> None:
    assert not asking.compare.isEnabled()
    click_entry(asking, "Learning rate", times=5)
    assert values(asking) == [0.001, 0.1, 0.003]
    assert not asking.list.isEnabled()
    click(asking.tray.wanted[0].remove)
    assert values(asking) == [0.1, 0.003]
    assert asking.list.isEnabled()
    click_entry(asking, "Use ReLU + He", times=2)
    assert len(asking.tray.wanted) == 3
    click(asking.compare)
    quiet.wait(lambda: quiet.session.twins.are_there)
    quiet.session.pause()
    rates = [quiet.session.runs[n].project.training.learning_rate for n in quiet.session.twins.numbers]
    assert rates == [0.1, 0.003, 0.01]


def test_what_is_typed_counts_and_what_cannot_be_is_not_compared(quiet: Desk, asking: CompareWindow) -> None:
    click_entry(asking, "Batch size")
    field = asking.tray.wanted[0].field.editor
    field.selectAll()
    QTest.keyClicks(field, "0")
    assert not asking.compare.isEnabled()
    field.selectAll()
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert asking.isVisible()
    click(asking.compare)
    quiet.wait(lambda: quiet.session.twins.are_there)
    quiet.session.pause()
    assert quiet.session.runs[quiet.session.twins.numbers[0]].project.training.batch == 7
    assert any("different batches" in text for text in quiet.told)


def test_layers_change_together_and_a_layer_that_is_gone_is_said(quiet: Desk, asking: CompareWindow) -> None:
    click_entry(asking, "Units")
    project = asking.tray.projects(quiet.workspace.project)[0][1]
    assert [n.layer.units for n in project.graph.nodes[1:]] == [8] * 5 + [1]
    quiet.workspace.edit("gone", lambda p: small_project())
    click(asking.compare)
    assert asking.isVisible()
    assert "graph.dense_3" in asking.problem.text()
    assert not quiet.session.twins.are_there


def test_one_window_asks_and_goes_with_the_window_it_belongs_to(desk: Desk) -> None:
    asking = ask(desk)
    assert open_compare(desk.session, desk.window) is asking
    QTest.keyClick(asking, Qt.Key.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.workspace.edit("units", lambda p: put(p, "graph.dense_1.units", 3))
    assert desk.window.findChild(CompareWindow) is None


# ---- cards ---------------------------------------------------------------------------------------


def test_a_card_takes_its_twin_leaves_it_out_and_the_dock_follows(desk: Desk) -> None:
    session, dock = desk.session, desk.window.desk.docks["twins"]
    assert not dock.isVisible()
    session.twins.compare(
        [(f"rate {r}", put(desk.workspace.project, "training.learning_rate", r)) for r in (0.1, 0.3)]
    )
    stand_at(desk, 0)
    assert dock.isVisible()
    desk.train(2)
    stand_at(desk, 2)
    _, first, second = cards(desk)
    assert (first.difference.text(), second.difference.text()) == ("Learning rate 0.1", "Learning rate 0.3")
    click(first.remove)
    assert [card.row.name for card in cards(desk)] == ["Run 1", "rate 0.3"]
    second = cards(desk)[1]
    click(second.take)
    desk.settle()
    assert session.run == second.row.number
    assert desk.workspace.project.training.learning_rate == 0.3
    assert not session.twins.are_there
    desk.wait(lambda: not dock.isVisible())
    desk.train(1)
    assert losses(desk, session.run) == alone(3, desk.workspace.project)


def test_a_comparison_that_began_at_another_place_is_seen_where_there_are_docks(desk: Desk) -> None:
    places, dock = desk.window.desk.places, desk.window.desk.docks["twins"]
    places.go_to("data")
    compare(desk, "slow")
    assert not dock.isVisible()
    places.go_to("network")
    assert dock.isVisible()
    dock.hide()
    places.go_to("data")
    places.go_to("network")
    assert not dock.isVisible()


def test_the_table_of_runs_takes_a_twin_too_and_does_not_play_it_alone(desk: Desk) -> None:
    slow, wide = compare(desk, "slow", "wide")
    desk.train(2)
    stand_at(desk, 2)
    desk.window.actions_by_key["runs"].trigger()
    runs = desk.window.desk.runs
    runs.refresh()
    names = [runs.view.runs.entry(row).name for row in range(runs.view.runs.rowCount())]
    assert names == ["Run 1", "slow", "wide"]
    runs.view.selectRow(2)
    QTest.keyClick(runs.view, Qt.Key.Key_B)
    assert not desk.session.runs[wide].in_background
    QTest.keyClick(runs.view, Qt.Key.Key_Return)
    desk.settle()
    assert desk.session.run == wide
    assert not desk.session.twins.are_there
    assert slow in desk.session.runs


def test_without_a_comparison_the_cards_say_so_and_ask_for_one(desk: Desk) -> None:
    desk.window.desk.docks.reveal("twins")
    shown = twins_list(desk)
    assert cards(desk) == []
    assert not shown.end.isVisible()
    click(shown.compare)
    assert desk.window.findChild(CompareWindow) is not None
    compare(desk, "slow")
    click(shown.end)
    assert not desk.session.twins.are_there
    assert cards(desk) == []


def test_while_data_are_loaded_that_is_said_and_can_be_ended(quiet: Desk, shown: TwinsList) -> None:
    quiet.session.twins.compare([("noisy", put(quiet.workspace.project, "data.source.noise", 0.3))])
    shown.refresh()
    assert "being loaded" in " ".join(text.text() for text in shown.findChildren(QLabel) if text.isVisible())
    QTest.mouseClick(shown.end, Qt.MouseButton.LeftButton)
    assert not quiet.session.twins.are_coming
    quiet.bot.wait(60)
    assert not quiet.session.twins.are_there


def test_colours_of_cards_are_those_of_the_theme(quiet: Desk, shown: TwinsList) -> None:
    compare(quiet, "slow")
    dark = [card.row.colour for card in cards(shown)]
    manager().use("light")
    assert all(one != other for one, other in zip(dark, (c.row.colour for c in cards(shown)), strict=True))


@pytest.fixture
def chinese() -> Iterator[Callable[[], None]]:
    """Return what lets the program speak Chinese, until the test is over."""
    yield lambda: use_language("zh_CN")
    use_language(SOURCE_LANGUAGE)


def test_a_window_that_is_built_anew_shows_the_same_twins_in_its_language(
    desk: Desk, chinese: Callable[[], None]
) -> None:
    compare(desk, "bent", "wide")
    desk.window.actions_by_key["compare"].trigger()
    before = [card.row.number for card in cards(desk)]
    assert cards(desk)[1].difference.text().startswith("differs in 2 things: ")
    desk.window.release()
    desk.window.hide()
    chinese()
    desk.window.deleteLater()
    desk.session.retranslate()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.window = MainWindow(desk.session, Preferences())
    desk.window.resize(1280, 900)
    desk.window.show()
    assert [card.row.number for card in cards(desk)] == before
    assert cards(desk)[1].difference.text().startswith("有 2 处不同")
    desk.settle()
    desk.wait(desk.window.desk.docks["twins"].isVisible)
    desk.train(1)
    stand_at(desk, 1)
    bits_are_those_of_each_alone(desk, 1)
    desk.session.twins.end()
    assert cards(desk) == []


def test_a_twin_that_diverges_says_so_on_its_card_and_all_wait(quiet: Desk, shown: TwinsList) -> None:
    session = quiet.session
    wild = put(
        put(quiet.workspace.project, "training.learning_rate", 1e30), "graph.dense_1.activation", "relu"
    )
    session.twins.compare([("wild", wild)], play=True)
    quiet.wait(lambda: session.feed.shown.outcome)
    stand_at(quiet, session.feed.state.step)
    quiet.wait(lambda: cards(shown)[1].row.opinion.mood == "bad")
    ill, _ = cards(shown)
    assert ill.row.opinion.mood != "bad"
    session.reset()
    stand_at(quiet, 0)
    assert [card.row.opinion.words for card in cards(shown)] == ["Ready to train"] * 2


def test_a_twin_that_cannot_be_built_says_so_on_its_card_and_the_others_go_on(
    quiet: Desk, shown: TwinsList, monkeypatch
) -> None:
    class Refused(trainer.Run):
        def __init__(self, resolved, training, data, learned, number) -> None:
            if training.learning_rate == 0.3:
                raise NnsimError("It is too large.")
            super().__init__(resolved, training, data, learned, number)

    monkeypatch.setattr(trainer, "Run", Refused)
    rates = [(f"rate {r}", put(quiet.workspace.project, "training.learning_rate", r)) for r in (0.1, 0.3)]
    quiet.session.twins.compare(rates)
    refused = quiet.session.twins.numbers[1]
    quiet.wait(lambda: quiet.session.runs[refused].feed.outcome)
    card = cards(shown)[2]
    assert (card.row.opinion.words, card.row.opinion.text) == ("Cannot be trained", "It is too large.")
    quiet.train(2)
    other = quiet.session.twins.numbers[0]
    quiet.wait(lambda: quiet.session.runs[other].feed.state.step == 2)
    bits_are_those_of_each_alone(quiet, 2, (quiet.session.run, other))
    quiet.session.reset()
    quiet.wait(lambda: quiet.session.runs[quiet.session.twins.numbers[1]].feed.outcome == "It is too large.")
