"""Nothing on the screen speaks of what is no longer there: every transition, with real objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from nnsim.base.errors import NnsimError
from nnsim.data.sources.csv_file import CsvFile
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.engine.layers.conv2d import Conv2D
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.ui.charts.chart_overlay import Readout
from nnsim.ui.look.theme import manager
from nnsim.ui.panels.boundary import BoundaryPanel
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.main_window import MainWindow
from tests.ui.small_project import chain

EPOCHS = 3


class Hand:
    """A window on a session whose network has trained for some epochs, and shows it."""

    def __init__(self, bot: QtBot) -> None:
        project = Project(chain(Input(), Dense(4), Dense(1)))
        self.session = Session(replace(project, training=replace(project.training, epochs=EPOCHS)))
        self.window = MainWindow(self.session, Preferences())
        self.bot, self.feed, self.workspace = bot, self.session.feed, self.session.workspace
        self.window.resize(1400, 900)
        self.window.show()
        self.session.start()
        self.until(lambda: self.feed.state is not None)
        self.session.play()
        self.until(lambda: self.feed.state.epoch >= EPOCHS and not self.feed.playing)
        self.workspace.select({self.workspace.graph.nodes[1].id})
        shown = {"epoch", "step", "losses", "map", "histograms", "meters", "loss", "gradients"}
        self.until(lambda: shown <= self.numbers().keys())

    def until(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=10_000)

    @property
    def boundary(self) -> Any:
        return next(p for p in self.window.desk.panels if isinstance(p, BoundaryPanel))

    def numbers(self) -> dict[str, object]:
        """Return every number of a run that the window shows; empty ones are left out."""
        window = self.window
        shown: dict[str, object] = {
            "epoch": window.top_bar.playing.epoch.value() != "0",
            "speed": window.top_bar.playing.speed.text() != "as fast as it goes",
            "step": window.desk.foot._step.text() != "Step 0",
            "losses": window.desk.foot._losses.text(),
            "kept": window.desk.foot._kept.text(),
            "map": self.boundary.view.found,
            "histograms": not window.desk.inspector.numbers.isHidden(),
            "meters": [n for n in window.desk.canvas.canvas.nodes.values() if n.look.gradient is not None],
            "banner": not window.vitals.advice.banner.isHidden(),
        }
        for panel in window.desk.panels:
            if panel.key != "boundary":
                shown[panel.key] = not panel.notice
            for readout in panel.findChildren(Readout):
                shown[f"readout of {panel.key}"] = not readout.isHidden()
        return {name: value for name, value in shown.items() if value}

    def shows_nothing(self) -> bool:
        return not self.numbers()


@pytest.fixture
def hand(qtbot: QtBot) -> Iterator[Hand]:
    manager().use("dark")
    made = Hand(qtbot)
    yield made
    made.window.rebuild_wanted = True
    made.window.close()
    assert made.session.close()
    made.window.deleteLater()
    made.session.deleteLater()


def nothing(hand: Hand) -> None:
    hand.workspace.edit_graph("clear", lambda g: edits.remove(g, [n.id for n in g.nodes]))


def cut_edge(hand: Hand) -> None:
    hand.workspace.edit_graph("cut", lambda g: edits.disconnect(g, [g.edges[0]]))


def delete_layer(hand: Hand) -> None:
    hand.workspace.edit_graph("delete", lambda g: edits.remove(g, [g.nodes[1].id]))


def impossible_layer(hand: Hand) -> None:
    id_ = hand.workspace.graph.nodes[1].id
    hand.workspace.edit_graph("kind", lambda g: edits.set_layer(g, id_, Conv2D()))


def no_such_file(hand: Hand) -> None:
    hand.workspace.edit(
        "data", lambda p: replace(p, data=replace(p.data, source=CsvFile(path="/no/such/file.csv")))
    )


BREAKS = (nothing, cut_edge, impossible_layer)


def test_a_broken_drawing_shows_no_number_and_its_run_comes_back_with_undo(hand: Hand) -> None:
    before, step = hand.session.network.learned(), hand.feed.state.step
    for readout in hand.window.findChildren(Readout):
        readout.show()  # as under a pointer that rests there
    for deed in BREAKS:
        deed(hand)
        hand.until(hand.shows_nothing)
        hand.session.transport.measure_test()
        assert hand.workspace.resolved.errors[0].text in hand.window.desk.telling.toast.text(), deed
        with pytest.raises(NnsimError):
            hand.window.desk.panels[0].figure()
        hand.workspace.undo_stack.undo()
        hand.until(lambda: hand.feed.state is not None)
        assert hand.feed.state.step == step
        assert hand.feed.history.last_evaluation.step == step
        hand.until(lambda: hand.boundary.view.found is not None)
        assert hand.window.desk.foot._losses.text()
    after = hand.session.network.learned()
    assert all(np.array_equal(before.arrays[k], after.arrays[k]) for k in before.arrays)


def test_training_rests_while_the_drawing_is_broken_and_goes_on_after(hand: Hand) -> None:
    hand.workspace.edit("epochs", lambda p: replace(p, training=replace(p.training, epochs=100_000)))
    hand.session.play()
    hand.until(lambda: hand.feed.playing)
    cut_edge(hand)
    hand.until(lambda: not hand.feed.playing)
    step = hand.session.network.learned().step
    hand.bot.wait(60)
    assert hand.session.network.learned().step == step
    hand.workspace.undo_stack.undo()
    hand.until(lambda: hand.feed.playing)
    hand.session.pause()
    hand.until(lambda: not hand.feed.playing)


def test_another_project_and_lost_data_show_no_number(hand: Hand) -> None:
    no_such_file(hand)
    hand.until(hand.shows_nothing)
    hand.workspace.undo_stack.undo()
    hand.until(lambda: hand.feed.state is not None and hand.feed.state.step > 0)  # it goes on where it stood
    hand.window.desk.foot.show_kept("Kept at noon")
    hand.window.desk.files._new_now()
    assert hand.shows_nothing()
    assert "0" in hand.window.desk.foot._network.text() or "problem" in hand.window.desk.foot._network.text()


def test_a_message_goes_with_its_cause_and_others_stay(hand: Hand) -> None:
    cut_edge(hand)
    hand.session.play()
    toast = hand.window.desk.telling.toast
    assert toast.isVisible()
    hand.window.desk.telling.complain("The disk is full.")
    hand.workspace.undo_stack.undo()
    hand.until(lambda: hand.feed.state is not None)
    assert toast.isVisible()
    cut_edge(hand)
    hand.session.play()
    assert hand.workspace.resolved.errors[0].text in toast.text()
    hand.workspace.undo_stack.undo()
    assert not toast.isVisible()

    hand.session.play()
    hand.until(lambda: "epochs are done" in toast.text() and toast.isVisible())
    hand.session.reset()
    assert not toast.isVisible()

    hand.window.desk.canvas.deeds.talker.complain("something", QPointF(20, 20))
    delete_layer(hand)
    assert not hand.window.desk.canvas.deeds.talker.text
    assert hand.shows_nothing() or "histograms" not in hand.numbers()


def test_what_is_said_of_an_edit_goes_with_it(hand: Hand) -> None:
    toast, stack = hand.window.desk.telling.toast, hand.workspace.undo_stack
    hand.session.weights.set_number("dense_1/W", (0, 0), 9.0)
    stack.undo()
    assert toast.isVisible()
    assert "Undone" in toast.text()
    stack.redo()
    assert not toast.isVisible()

    hand.session.reset()
    assert "Undo brings them back" in toast.text()
    stack.undo()
    assert "Undone: Reset the weights" in toast.text()
    hand.session.play()
    hand.until(lambda: not toast.isVisible() or "Undone" not in toast.text())


def test_weights_that_do_not_fit_are_spoken_of_until_they_are_back(hand: Hand) -> None:
    toast, stack = hand.window.desk.telling.toast, hand.workspace.undo_stack
    hand.session.reset()
    hand.session.weights.set_number("dense_2/W", (0, 0), 9.0)
    hand.workspace.edit_graph("", lambda g: edits.set_layer(g, "dense_1", Dense(5)))
    hand.until(lambda: "do not fit dense_2 any more" in toast.text() and toast.isVisible())
    stack.undo()
    hand.until(lambda: not toast.isVisible())
    assert hand.session.network.learned().arrays["dense_2/W"][0, 0] == 9.0
