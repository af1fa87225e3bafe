"""The way to a problem and out of it, in a real window: foot, pill, badge, key, refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.data.sources.truth_table import TruthTable
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.document.project import Project
from nnsim.engine.activations.step import Step
from nnsim.engine.layer import Layer
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.rules.perceptron import PerceptronRule
from nnsim.training.pictures.boundary_map import MapOver
from nnsim.ui.command import commands
from nnsim.ui.datapage.misfit import FollowingMisfit
from nnsim.ui.look.theme import manager
from nnsim.ui.panels.boundary import BoundaryPanel
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.link_button import LinkButton
from nnsim.ui.window.main_window import MainWindow
from tests.builders import examples

PERCEPTRON = next(p.layer for p in Dense.presets() if p.title == "Perceptron")
OUTPUT = next(p for p in Dense.presets() if p.is_output)
DATA = DataSettings(TruthTable(), validation_share=0.0, test_share=0.0)


def chain(*parts: Layer) -> Graph:
    graph, before = Graph(), ""
    for i, part in enumerate((Input(), *parts)):
        graph, id_ = edits.add(graph, part, 200 * i, 0)
        graph = edits.connect(graph, before, id_) if before else graph
        before = id_
    return graph


class Hand:
    """A window on a session that has its data."""

    def __init__(self, bot: QtBot, graph: Graph) -> None:
        manager().use("dark")
        self.bot = bot
        self.session = Session(Project(graph, DATA))
        self.window = MainWindow(self.session, Preferences())
        self.window.resize(1400, 900)
        self.window.show()
        self.session.start()
        self.wait(lambda: self.workspace.prepared is not None and not self.session.loader.is_busy)

    def wait(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(condition, timeout=10_000)

    @property
    def workspace(self):  # type: ignore[no-untyped-def]
        return self.session.workspace

    @property
    def toast(self) -> str:
        return self.window.desk.telling.toast.text() if self.window.desk.telling.toast.isVisible() else ""

    def click(self, button: object) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]

    def click_on(self, area: object) -> None:
        canvas = self.window.desk.canvas
        at = canvas.mapFromScene(area.center())  # type: ignore[attr-defined]
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def item(self, id_: str):  # type: ignore[no-untyped-def]
        return self.window.desk.canvas.canvas.nodes[id_]

    def close(self) -> None:
        self.window.rebuild_wanted = True
        self.window.close()
        assert self.session.close()
        self.window.deleteLater()
        self.session.deleteLater()


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Callable[[Graph], Hand]]:
    made: list[Hand] = []

    def open_one(graph: Graph) -> Hand:
        made.append(Hand(qtbot, graph))
        return made[-1]

    yield open_one
    for hand in made:
        hand.close()


Open = Callable[[Graph], Hand]


def test_step_units_in_a_row_show_everything_and_only_play_says_why_they_cannot_train(
    open_window: Open, tmp_path: Path
) -> None:
    hand = open_window(chain(Dense(2, Step()), Dense(1, Step())))
    session, feed, window = hand.session, hand.session.feed, hand.window
    hand.wait(lambda: feed.state is not None)
    assert hand.toast == ""
    assert not any(hand.item(n.id).note().isValid() for n in hand.workspace.graph.nodes), "no badge either"
    boundary = next(p for p in window.desk.panels if isinstance(p, BoundaryPanel))
    hand.wait(lambda: feed.snapshot is not None and len(feed.snapshot.answers_to(MapOver)) > 0)
    assert not boundary.notice
    window.desk.canvas.deeds.navigator.toggle_inside()
    hand.wait(lambda: window.neurons.viewer.has_picture)
    window.desk.canvas.deeds.navigator.inside.close()
    for key, index, value in (
        *(("dense_1/W", (i, j), 1.0) for i in (0, 1) for j in (0, 1)),
        ("dense_1/b", (0,), -0.5),
        ("dense_1/b", (1,), -1.5),
        ("dense_2/W", (0, 0), 1.0),
        ("dense_2/W", (1, 0), -1.0),
        ("dense_2/b", (0,), -0.5),
    ):
        session.set_weight(key, index, value)
    hand.wait(lambda: dict(feed.history.last_evaluation.metrics)["train_accuracy"] == 1.0)
    hand.click(window.top_bar.playing.play)
    assert "slope 0 everywhere" in hand.toast
    assert not feed.playing
    assert window.desk.telling.toast._action.text() == "Use Sigmoid in all step units"
    session.file.save(tmp_path / "xor.nnsim")
    session.file.new(Project())
    session.file.open(tmp_path / "xor.nnsim")
    hand.wait(lambda: not session.loader.is_busy and feed.history is not None)
    hand.wait(lambda: feed.history.last_evaluation is not None)
    assert dict(feed.history.last_evaluation.metrics)["train_accuracy"] == 1.0
    assert session.network.learned().arrays["dense_1/b"].tolist() == [-0.5, -1.5]


def test_everything_leads_to_the_problem_and_one_press_mends_it(open_window: Open) -> None:
    hand = open_window(chain(Dense(4), Dense(7)))
    window, before = hand.window, hand.workspace.project
    assert window.desk.foot.problems.text() == "1 problem"
    next_problem = next(c for c in commands if c.key == "next_problem")
    assert next_problem.shortcuts == ("F8",)
    for lead in (
        lambda: hand.click(window.desk.foot.problems),
        lambda: hand.click(window.top_bar.health),
        lambda: next_problem.run(window.desk),
    ):
        hand.workspace.select(())
        lead()
        assert hand.workspace.selection == {"dense_2"}
    QTest.keyClick(window.desk.canvas, Qt.Key.Key_R)
    assert hand.workspace.resolved.can_train
    assert window.desk.foot.problems.isHidden()
    assert hand.toast.startswith("Done: Set Units of dense_2 to 1.")
    hand.workspace.undo_stack.undo()
    assert hand.workspace.project == before

    hand.workspace.select(())
    item = hand.item("dense_2")
    assert not item.repair().isValid()
    hand.click_on(item.note())
    assert hand.workspace.selection == {"dense_2"}
    hand.click_on(item.note().adjusted(0, 0, 0, -item.repair().height() - 8))
    assert not hand.workspace.resolved.can_train, "the sentence itself is no button"
    hand.click_on(item.repair())
    assert hand.workspace.graph["dense_2"].layer == Dense(1)

    hand.workspace.edit_graph("", lambda _graph: Graph())
    hand.click(window.desk.foot.problems)
    assert "canvas is empty" in window.desk.inspector.problems.texts()[0]
    hand.workspace.set_data(None, "There is no such file.")
    hand.click(window.desk.foot.problems)
    assert window.desk.places.current.key == "data"


def test_another_network_is_offered_where_this_one_does_not_fit_the_data(open_window: Open) -> None:
    hand = open_window(chain(Dense(4), Dense(1)))
    window, workspace, toast = hand.window, hand.workspace, hand.window.desk.telling.toast
    misfit = window.desk.data.popover.misfit
    assert misfit.isHidden()
    assert not hand.session.mending.can_suggest
    workspace.edit("Digits", lambda p: replace(p, data=replace(p.data, source=Digits())))
    hand.wait(lambda: not hand.session.loader.is_busy and workspace.prepared is not None)
    before = workspace.project
    assert not misfit.isHidden()
    offers = [b for b in window.desk.inspector.problems.findChildren(LinkButton) if "Suggest" in b.text()]
    assert [b.text() for b in offers] == ["Suggest a network for the data"]
    canvas = window.desk.canvas
    canvas.deeds.navigator.zoom_in()
    canvas.deeds.camera.pan(-200, 0)
    hand.click(window.top_bar.playing.play)
    hand.wait(lambda: bool(hand.toast))
    assert toast._other.text() == "Suggest a network"
    hand.click(toast._other)
    assert workspace.resolved.can_train
    assert (
        hand.toast == "A network that suits the data was drawn, and its training set. The network can train."
    )
    assert misfit.isHidden()
    assert not hand.session.mending.can_suggest
    seen = [canvas.deeds.camera.view_rect(item.card()) for item in canvas.canvas.nodes.values()]
    assert len(seen) > 5
    assert all(canvas.viewport().rect().contains(card) for card in seen)
    assert len({card.left() for card in seen}) == len(seen)
    workspace.undo_stack.undo()
    assert workspace.project == before
    misfit.suggest.click()
    assert workspace.resolved.can_train


def test_a_network_for_the_data_comes_before_reading_them_as_what_they_are_not(open_window: Open) -> None:
    hand = open_window(chain(LSTM(), Dense(1)))
    window, workspace, problems = hand.window, hand.workspace, hand.window.desk.inspector.problems

    def offers() -> list[str]:
        QApplication.processEvents()
        return [b.text() for b in problems.findChildren(LinkButton) if b.isVisibleTo(problems)]

    workspace.select(("lstm_1",))
    assert offers()[0] == "Suggest a network for the data"
    assert offers()[1].startswith("Set Shape of")
    assert hand.item("lstm_1").face.repair == "Suggest a network for the data"
    workspace.select(("dense_1",))
    assert problems.texts()[0].startswith("Error: lstm_1: "), "at another layer, too"
    assert offers()[0] == "Suggest a network for the data"
    hand.click(window.top_bar.playing.play)
    toast = window.desk.telling.toast
    assert (toast._action.text(), toast._other.text()) == ("Suggest a network", "Show it")
    workspace.select(("lstm_1",))
    QTest.keyClick(window.desk.canvas, Qt.Key.Key_R)
    assert workspace.resolved.can_train
    assert not any("lstm" in node.id for node in workspace.graph.nodes)


def test_it_is_offered_where_data_are_chosen(open_window: Open) -> None:
    hand = open_window(chain(Dense(1)))
    hand.window.desk.places.go_to("data")
    [row] = hand.window.findChildren(FollowingMisfit)
    assert row.isHidden()
    hand.workspace.edit_graph("", lambda _graph: chain(Conv2D(2), Dense(1)))
    assert not row.isHidden()
    row.suggest.click()
    assert hand.workspace.resolved.can_train
    assert row.isHidden()


def test_what_no_rule_can_train_may_be_meant_so(open_window: Open) -> None:
    hand = open_window(chain(Dense(2, Step()), Dense(1, Step())))
    assert hand.workspace.resolved.errors
    assert not hand.session.mending.can_suggest
    assert hand.window.desk.data.popover.misfit.isHidden()


def test_a_perceptron_gets_its_rule_and_a_network_and_an_output_fit_the_data(open_window: Open) -> None:
    hand = open_window(chain(PERCEPTRON))
    window, workspace = hand.window, hand.workspace
    hand.click(window.top_bar.playing.play)
    action = window.desk.telling.toast._action
    assert action.text() == "Use Perceptron rule"
    hand.click(action)
    assert workspace.project.training.rule == PerceptronRule()
    assert "The network can train." in hand.toast
    workspace.undo_stack.undo()
    assert not workspace.resolved.can_train

    workspace.edit_graph("", lambda _graph: chain(Conv2D(2), Dense(7, Step())))
    before, count = workspace.project, workspace.undo_stack.count()
    window.actions_by_key["fit_to_data"].trigger()
    assert workspace.resolved.can_train, [p.text for p in workspace.resolved.errors]
    assert workspace.undo_stack.count() == count + 1
    assert workspace.undo_stack.undoText() == "Fit this network to the data"
    assert hand.toast == "The network was changed to fit the data. The network can train."
    window.actions_by_key["fit_to_data"].trigger()
    assert hand.toast == "The network fits the data already."
    workspace.undo_stack.undo()
    assert workspace.project == before

    workspace.set_data(examples(np.zeros((6, 2)), np.arange(6) % 3, 3))
    workspace.edit_graph("", lambda _graph: chain(Dense(4)))
    workspace.select({"dense_1"})
    window.desk.palette.search.setText("output")
    QTest.keyClick(window.desk.palette.search, Qt.Key.Key_Return)
    assert workspace.graph["dense_2"].layer == replace(OUTPUT.layer, units=3)
    assert workspace.resolved.can_train
    window.desk.canvas.deeds.adder.quick_add()
    QTest.keyClicks(window.desk.canvas.deeds.adder.box.line, "output")
    QTest.keyClick(window.desk.canvas.deeds.adder.box.line, Qt.Key.Key_Return)
    assert workspace.graph["dense_3"].layer == replace(OUTPUT.layer, units=3)
