"""Joints of the window: where two parts meet that are each right alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from nnsim.data.data_settings import DataSettings
from nnsim.data.prepare import prepare
from nnsim.data.sources.iris import Iris
from nnsim.data.sources.plane import Plane
from nnsim.document import edits
from nnsim.document.graph import Graph
from nnsim.engine.layers.dense import Dense
from nnsim.engine.rule import rules
from nnsim.training.history import History
from nnsim.training.messages import Evaluation, Points
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.sitting.workspace import Workspace
from nnsim.ui.window.main_window import MainWindow
from tests.synthetic import columns, rows
from tests.ui.neurons.made_maps import made_maps
from tests.ui.small_project import small_project

# ---- boundary and neurons ----------------------------------------------------------------------


def test_the_neurons_look_at_the_plane_the_boundary_shows(window: MainWindow) -> None:
    window.desk.workspace.set_data(prepare(DataSettings(source=Iris())))
    (panel,) = [p for p in window.desk.panels if p.plane is not None]
    combos = window.desk.docks[panel.key].findChildren(QComboBox)
    across = next(c for c in combos if c.itemText(0) == "principal axes")
    seen = []
    for index in (3, 1):
        across.setCurrentIndex(index)
        across.activated.emit(index)
        (asked,) = window.neurons.wants()
        assert asked.grid is not None
        assert panel.plane is not None
        looked_at = (panel.plane.origin, panel.plane.first, panel.plane.second)
        assert (asked.grid.origin, asked.grid.first, asked.grid.second) == looked_at
        seen.append(asked.grid.first)
    assert seen[0] != seen[1]


def test_the_banner_of_advice_lies_above_the_neurons_and_below_them_all(window: MainWindow) -> None:
    window.resize(1024, 700)
    window.show()
    window.opening.open_all()
    window.neurons.viewer.taken.fire(made_maps(2, 12, 12, 1))
    window.neurons.navigator.fit_all()
    banner, camera = window.vitals.advice.banner, window.neurons.navigator.camera
    free = camera.room.bottom()
    banner.setGeometry(16, window.desk.canvas.height() - 76, 300, 60)
    banner.show()
    window.opening.follow()
    assert window.desk.canvas.childAt(banner.geometry().center()) in (banner, *banner.findChildren(QWidget))
    assert camera.room.bottom() <= min(banner.y(), free - 60)
    area = camera.to_view(window.neurons.navigator.sheet.area())
    assert area.bottom() <= camera.room.bottom()
    window.hide()


# ---- readings and the verdict ------------------------------------------------------------------


def overfitting(val_losses: list[float]) -> History:
    """Return a history whose training loss fell far while the validation loss went its own way."""
    made = History(columns(2), ("train_accuracy", "val_accuracy"))
    readings = rows(10 * len(val_losses), 2)
    readings[:, 1::4] = 0.1  # the gradients are well
    made.add_points(Points(1, 1, readings, 1.0))
    for i, val_loss in enumerate(val_losses):
        train_loss = 1.0 if i == 0 else 0.05
        accuracy = (("train_accuracy", 0.8), ("val_accuracy", 0.6))
        made.add_evaluation(Evaluation(1, 10 * (i + 1), float(i), train_loss, val_loss, accuracy))
    return made


# ---- edits and the list of edits ---------------------------------------------------------------


def rate(workspace: Workspace, value: float, key: str = "learning_rate") -> None:
    """Set the learning rate as the form does, step by step under one key."""
    workspace.edit(
        "Learning rate",
        lambda p: replace(p, training=replace(p.training, learning_rate=value)),
        merge_key=key,
    )


def test_steps_of_one_setting_are_one_edit_and_back_at_the_start_none(qtbot: QtBot) -> None:
    workspace = Workspace(small_project())
    began = workspace.project
    rate(workspace, 0.02)
    rate(workspace, 0.03)
    assert workspace.undo_stack.count() == 1
    rate(workspace, began.training.learning_rate)
    assert workspace.project == began
    assert workspace.undo_stack.count() == 0
    assert not workspace.undo_stack.canUndo()
    assert not workspace.is_modified


def test_edits_of_different_settings_stay_two(qtbot: QtBot) -> None:
    workspace = Workspace(small_project())
    rate(workspace, 0.02)
    rate(workspace, 0.03, "other")
    rate(workspace, 0.04, "")
    rate(workspace, 0.05, "")
    assert workspace.undo_stack.count() == 4
    workspace.undo_stack.undo()
    assert workspace.project.training.learning_rate == 0.04


def test_undo_lets_go_of_layers_that_are_gone(qtbot: QtBot) -> None:
    workspace = Workspace(small_project())
    heard: list[frozenset[str]] = []
    workspace.selection_changed.connect(lambda: heard.append(workspace.selection))
    workspace.edit_graph("add", lambda g: edits.add(g, Dense(3), 0, 300)[0])
    (added,) = [n.id for n in workspace.graph.nodes if n.y == 300]
    workspace.select([added, "dense_1"])
    workspace.undo_stack.undo()
    assert workspace.selection == {"dense_1"}
    assert heard[-1] == {"dense_1"}


def test_another_learning_rule_is_judged_at_once(qtbot: QtBot) -> None:
    workspace = Workspace(small_project())
    workspace.set_data(prepare(workspace.project.data))
    assert workspace.resolved.can_train
    heard: list[bool] = []
    workspace.resolved_changed.connect(lambda: heard.append(workspace.resolved.can_train))
    perceptron = replace(workspace.project.training, rule=rules["perceptron"]())
    workspace.edit("rule", lambda p: replace(p, training=perceptron))
    assert heard == [False]
    workspace.undo_stack.undo()
    assert heard == [False, True]


# ---- the window and what it remembers ----------------------------------------------------------


@pytest.mark.parametrize("place", ["network", "data"])
def test_the_layout_that_is_remembered_is_that_of_the_network(
    qtbot: QtBot, window: MainWindow, place: str
) -> None:
    """On the Data page all docks are hidden; the next window must not begin without them."""
    with qtbot.waitExposed(window):
        window.show()
    window.desk.docks["loss"].hide()
    window.desk.docks["layers"].show()
    shown = {key: not dock.isHidden() for key, dock in window.desk.docks.items()}
    window.desk.places.go_to(place)
    window.rebuild_wanted = True  # closes without asking
    window.close()
    layout = Preferences().layout("network")
    assert isinstance(layout, QByteArray)
    again = MainWindow(window.desk.session, Preferences())
    assert {key: not dock.isHidden() for key, dock in again.desk.docks.items()} == shown
    again.release()
    again.deleteLater()


def test_what_a_panel_cannot_do_is_told_in_the_window(window: MainWindow, tmp_path: Path) -> None:
    panel = next(p for p in window.desk.panels if p.key != "boundary")
    panel.files.save(tmp_path / "plot.png")
    assert "Train first" in window.desk.telling.toast.text()
    assert not list(tmp_path.iterdir())


def test_progress_of_loading_goes_when_the_data_is_there(window: MainWindow) -> None:
    loader, foot = window.desk.session.loader, window.desk.foot
    loader.progressed.fire(0.4, "Reading")
    assert not foot.progress.isHidden()
    assert not foot.cancel.isHidden()
    assert foot.progress.value() == 40
    prepared = window.desk.workspace.prepared
    loader.finished.fire(window.desk.workspace.project.data, prepared, "")
    assert foot.progress.isHidden()
    assert foot.cancel.isHidden()


# ---- weights of layers that come and go --------------------------------------------------------


class Sitting:
    """A session with its trainer, without a window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bot = qtbot
        self.session = Session(small_project(8, 5))

    def __enter__(self) -> Sitting:
        self.session.start()
        self.bot.waitUntil(lambda: self.session.feed.state is not None, timeout=10_000)
        return self

    def __exit__(self, *_: object) -> None:
        assert self.session.close()

    def edit(self, change) -> None:
        self.session.workspace.edit_graph("edit", change)
        self.session.loading.load()

    def arrays(self) -> dict[str, np.ndarray]:
        learned = self.session.network.learned()
        assert learned is not None
        return dict(learned.arrays)

    def train(self) -> None:
        feed = self.session.feed
        self.session.transport.step_epoch()
        self.bot.waitUntil(
            lambda: feed.state is not None and not feed.state.playing and feed.state.step > 0, timeout=10_000
        )


def without_middle(graph: Graph) -> Graph:
    """Take out dense_2 and close the gap, so that the network trains on."""
    return edits.connect(edits.remove(graph, ["dense_2"]), "dense_1", "dense_3")


def test_weights_of_a_layer_that_was_away_while_others_trained_come_back(qtbot: QtBot) -> None:
    with Sitting(qtbot) as sitting:
        sitting.train()
        before = sitting.arrays()
        sitting.edit(without_middle)
        assert "dense_2/W" not in sitting.arrays()
        sitting.train()
        away = sitting.arrays()
        assert not np.array_equal(away["dense_1/W"], before["dense_1/W"])
        # A second edit without the layer: what was put away must outlive it.
        sitting.edit(lambda g: edits.set_layer(g, "dense_3", replace(g["dense_3"].layer, bias=False)))
        sitting.session.workspace.undo_stack.undo()
        sitting.session.workspace.undo_stack.undo()
        sitting.session.loading.load()
        after = sitting.arrays()
        assert np.array_equal(after["dense_2/W"], before["dense_2/W"])
        assert np.array_equal(after["dense_1/W"], away["dense_1/W"])


def test_what_was_asked_while_data_was_loading_is_done_when_it_is_there(qtbot: QtBot) -> None:
    with Sitting(qtbot) as sitting:
        session = sitting.session
        told: list[str] = []
        session.voice.told.connect(told.append)
        more = replace(session.workspace.project.data, seed=5)
        session.workspace.edit("seed", lambda p: replace(p, data=more))
        assert session.loader.is_busy
        session.transport.step_epoch()
        assert len(told) == 1
        run = session.run
        qtbot.waitUntil(
            lambda: session.run > run and session.feed.state is not None and session.feed.state.epoch == 1.0,
            timeout=10_000,
        )


def test_a_dock_is_called_as_its_panel_calls_itself(window: MainWindow) -> None:
    dock = window.desk.docks["boundary"]
    window.desk.workspace.set_data(prepare(DataSettings(source=Plane())))
    assert (dock.windowTitle(), dock.toggleViewAction().text()) == ("Predictions", "Predictions")
    window.desk.workspace.set_data(prepare(DataSettings(source=Iris())))
    assert dock.windowTitle() == "Decision boundary"
