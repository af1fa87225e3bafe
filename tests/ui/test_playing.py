"""What the top bar and the foot do to a run, and say of it: real session, real trainer, and no window around them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from nnsim.diagnosis.opinion import Opinion
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.engine.schedules.step import StepDecay
from nnsim.training import messages
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.foot import Foot
from nnsim.ui.window.top_bar import TopBar
from tests.ui.small_project import EPOCHS, small_project, windowless


class Bars:
    """The two bars of a window on a session, with waiting."""

    def __init__(self, qtbot: QtBot, project: Project) -> None:
        self.bot = qtbot
        self.session = Session(project)
        self.menu = QMenu()
        self.bar, self.foot = TopBar(self.session, self.menu), Foot(self.session)
        for widget in (self.menu, self.bar, self.foot):
            qtbot.addWidget(widget)
        self.session.feed.viewers.add(self.foot)
        self.session.start()
        self.wait_loaded()

    def wait(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=10_000)

    def wait_loaded(self) -> None:
        self.wait(lambda: not self.session.loader.is_busy)
        if self.session.workspace.resolved.can_train:
            self.wait(lambda: self.session.feed.state is not None)

    def press(self, button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def train(self) -> None:
        feed = self.session.feed
        self.press(self.bar.playing.play)
        self.wait(lambda: feed.state is not None and not feed.state.playing and feed.state.epoch >= EPOCHS)
        self.wait(lambda: feed.history.last_evaluation.step == feed.state.step)

    def close(self) -> None:
        self.session.feed.viewers.forget_all()
        self.bar.release()
        self.foot.release()
        assert self.session.close()
        self.session.deleteLater()


Open = Callable[[Project], Bars]


@pytest.fixture
def open_bars(qtbot: QtBot) -> Iterator[Open]:
    made: list[Bars] = []

    def open_one(project: Project) -> Bars:
        made.append(Bars(qtbot, project))
        return made[-1]

    yield open_one
    for bars in made:
        bars.close()


@pytest.fixture
def hand(open_bars: Open) -> Bars:
    return open_bars(small_project())


def test_reset_goes_back_to_the_same_initial_weights(hand: Bars) -> None:
    first = hand.session.network.learned()
    hand.train()
    hand.press(hand.bar.playing.reset)
    hand.wait(lambda: hand.session.feed.state is not None and hand.session.feed.state.step == 0)
    again = hand.session.network.learned()
    assert first is not None
    assert again is not None
    assert all(np.array_equal(first.arrays[k], again.arrays[k]) for k in first.arrays)
    hand.train()
    learned = hand.session.network.learned()
    assert learned is not None
    alone = windowless(hand.session.workspace.project).network.parameters.copy_arrays()
    assert all(np.array_equal(alone[k], learned.arrays[k]) for k in alone)


def test_learning_rate_changes_while_it_trains(open_bars: Open) -> None:
    hand = open_bars(small_project(epochs=0))
    feed = hand.session.feed
    hand.press(hand.bar.playing.play)
    hand.wait(lambda: feed.playing and feed.state.step > 50)
    hand.bar.choices.rate.valueChosen.emit(0.001)
    assert hand.session.workspace.project.training.learning_rate == 0.001
    at = feed.state.step
    hand.wait(lambda: feed.state.step > at + 50)
    assert feed.playing
    rate = hand.session.trainer._players[hand.session.run].run.network.parameters.rate
    hand.wait(lambda: float(rate) == pytest.approx(0.001))
    assert feed.playing
    hand.press(hand.bar.playing.play)
    hand.wait(lambda: not feed.playing)


def test_editing_the_network_while_it_trains_goes_on_with_the_new_one(open_bars: Open) -> None:
    hand = open_bars(small_project(epochs=0))
    feed, workspace = hand.session.feed, hand.session.workspace
    hand.press(hand.bar.playing.play)
    hand.wait(lambda: feed.playing and feed.state.step > 50)
    run = hand.session.run
    bigger = replace(workspace.graph["dense_1"].layer, units=12)
    workspace.edit_graph("", lambda g: edits.set_layer(g, "dense_1", bigger))
    hand.wait(lambda: hand.session.run > run and feed.playing and feed.state.step > 50)
    assert hand.session.network.learned().arrays["dense_1/W"].shape == (2, 12)


def test_early_stopping_is_told_and_the_rate_in_force_stands_in_the_foot(hand: Bars) -> None:
    told: list[str] = []
    hand.session.voice.told.connect(told.append)
    hand.session.workspace.edit(
        "x",
        lambda p: replace(
            p,
            training=replace(
                p.training, epochs=0, patience=2, min_improvement=1e6, schedule=StepDecay(1, 0.5)
            ),
        ),
    )
    hand.press(hand.bar.playing.play)
    hand.wait(lambda: bool(told))
    assert told == ["Stopped early: the loss was no better for 2 epochs. The weights of epoch 1 are back."]
    rate = hand.session.workspace.project.training.learning_rate / 4
    hand.foot.show_frame()
    assert f"learning rate {rate:.3g}" in hand.foot._step.text()


def test_the_test_part_is_told_by_output_where_there_are_several(hand: Bars) -> None:
    told: list[str] = []
    hand.session.voice.told.connect(told.append)
    outputs = (
        messages.TestedOutput("left", (("accuracy", 0.9), ("f1", 0.25))),
        messages.TestedOutput("right", (("accuracy", 0.5), ("f1", math.nan))),
    )
    hand.session.feed.news.tested.fire(messages.Tested(hand.session.run, 7, 30, 0.125, outputs))
    assert told[0].splitlines() == [
        "Test part, 30 examples: loss 0.125",
        "left, accuracy 90.0 %",
        "F1 0.25",
        "right, accuracy 50.0 %",
    ]


def test_without_a_test_part_it_says_where_to_get_one(hand: Bars) -> None:
    complaints: list[str] = []
    hand.session.voice.complained.connect(complaints.append)
    workspace = hand.session.workspace
    workspace.edit("", lambda p: replace(p, data=replace(p.data, test_share=0.0)))
    hand.wait_loaded()
    hand.session.loading.load()
    hand.session.transport.measure_test()
    hand.wait(lambda: bool(complaints))
    assert "no test part" in complaints[0]


@pytest.mark.parametrize("width", range(1000, 1700, 60))
def test_another_verdict_moves_nothing_and_hides_nothing(hand: Bars, dressed: None, width: int) -> None:
    bar = hand.bar
    bar.resize(width, 52)
    bar.show()

    def places() -> list[tuple[bool, int]]:
        QApplication.processEvents()
        spared = [(widget.isHidden(), 0) for widget in bar.spared()]
        return [*spared, *((button.isHidden(), button.x()) for button in bar.playing.buttons)]

    before = places()
    for words in ("Learning", "Ready to train", "Learned, overfits now", "Output limits the loss", ""):
        bar.show_health(Opinion("neutral", words))
        assert places() == before, words
