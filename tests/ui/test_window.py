"""The window as a person uses it: real session, real trainer, real events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from nnsim.document import edits, storage
from nnsim.document.project import Project
from nnsim.export.exporter import exporters
from nnsim.training.evaluator import Part
from nnsim.training.pictures.layer_histograms import LayerHistograms
from nnsim.ui.help.help_window import HelpWindow
from nnsim.ui.look.theme import manager
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.main_window import MainWindow
from tests.ui.small_project import EPOCHS, small_project, windowless


class Hand:
    """A window on a session, with waiting."""

    def __init__(self, qtbot: QtBot, project: Project) -> None:
        manager().use("dark")
        self.bot = qtbot
        self.session = Session(project)
        self.window = MainWindow(self.session, Preferences())
        self.window.resize(1400, 900)
        self.window.show()
        self.session.start()
        self.wait_loaded()

    def wait(self, condition: object, seconds: float = 10) -> None:
        self.bot.waitUntil(condition, timeout=int(1000 * seconds))

    def wait_loaded(self) -> None:
        self.wait(lambda: not self.session.loader.is_busy)
        if self.session.workspace.resolved.can_train:
            self.wait(lambda: self.session.feed.state is not None)

    def press(self, button: object) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def train(self) -> None:
        feed = self.session.feed
        self.press(self.window.top_bar.playing.play)
        self.wait(lambda: feed.state is not None and not feed.state.playing and feed.state.epoch >= EPOCHS)
        # The state comes first: however large the data, Pause is answered at once.
        self.wait(lambda: feed.history.last_evaluation.step == feed.state.step)

    def close(self) -> None:
        self.window.rebuild_wanted = True
        self.window.close()
        assert self.session.close()
        self.window.deleteLater()
        self.session.deleteLater()


Open = Callable[[Project], Hand]


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Open]:
    made: list[Hand] = []

    def open_one(project: Project) -> Hand:
        made.append(Hand(qtbot, project))
        return made[-1]

    yield open_one
    for hand in made:
        hand.close()


@pytest.fixture
def hand(open_window: Open) -> Hand:
    return open_window(small_project())


def test_a_window_does_not_change_one_bit_of_training(hand: Hand) -> None:
    hand.train()
    learned = hand.session.network.learned()
    alone = windowless(hand.session.workspace.project)
    assert learned is not None
    assert learned.step == alone.step
    for key, array in alone.network.parameters.items():
        assert np.array_equal(array, learned.arrays[key]), key
    history = hand.session.feed.history
    assert history is not None
    assert history.last_evaluation is not None
    assert history.last_evaluation.train_loss == alone.evaluate().train_loss


def test_step_is_one_batch_and_epoch_one_epoch(hand: Hand) -> None:
    feed = hand.session.feed
    hand.press(hand.window.top_bar.playing.step)
    hand.wait(lambda: feed.state is not None and feed.state.step == 1)
    hand.window.actions_by_key["step_epoch"].trigger()
    hand.wait(lambda: feed.state is not None and feed.state.epoch == 1.0)
    assert feed.state is not None
    assert feed.state.step == feed.shown.steps_per_epoch


def test_saved_and_opened_again_it_has_the_same_loss(hand: Hand, tmp_path: Path) -> None:
    hand.train()
    loss = hand.session.feed.history.last_evaluation.train_loss
    path = tmp_path / "spiral.nnsim"
    hand.session.file.save(path)
    assert not hand.session.workspace.is_modified
    assert "spiral.nnsim" in hand.window.windowTitle()
    hand.session.file.new(Project())
    assert hand.session.workspace.file.path is None
    hand.window.desk.files.open(path)
    hand.wait_loaded()
    hand.wait(lambda: hand.session.feed.history is not None)
    hand.wait(lambda: hand.session.feed.history.last_evaluation is not None)
    assert hand.session.feed.history.last_evaluation.train_loss == pytest.approx(loss, abs=1e-6)
    assert hand.session.feed.state.step > 0


def test_weights_go_out_and_come_back(hand: Hand, tmp_path: Path) -> None:
    hand.train()
    trained = hand.session.network.learned()
    for key, name in (("weights_npz", "w.npz"), ("weights_safetensors", "w.safetensors")):
        hand.window.desk.exporting.export(exporters[key](), tmp_path / name)
        hand.session.reset()
        hand.window.desk.exchange.load_weights(tmp_path / name)
        again = hand.session.network.learned()
        assert all(np.array_equal(trained.arrays[k], again.arrays[k]) for k in trained.arrays)


def test_loaded_weights_are_saved_before_any_step(hand: Hand, tmp_path: Path) -> None:
    hand.train()
    trained = hand.session.network.learned()
    hand.window.desk.exporting.export(exporters["weights_npz"](), tmp_path / "w.npz")
    hand.session.reset()
    assert hand.session.saved_runs.to_save().learned is None
    hand.window.desk.exchange.load_weights(tmp_path / "w.npz")
    hand.session.file.save(tmp_path / "a.nnsim")
    hand.session.file.new()
    hand.session.file.open(tmp_path / "a.nnsim")
    hand.wait_loaded()
    hand.session.file.save(tmp_path / "b.nnsim")
    for name in ("a.nnsim", "b.nnsim"):
        kept = storage.load(tmp_path / name).learned
        assert kept is not None
        assert all(np.array_equal(trained.arrays[k], kept.arrays[k]) for k in trained.arrays)


def test_a_file_dialog_keeps_other_projects_out_while_it_asks(hand: Hand) -> None:
    hand.window.desk.files.ask_save()
    (dialog,) = hand.window.findChildren(QFileDialog)
    assert dialog.isVisible()
    assert dialog.windowModality() == Qt.WindowModality.WindowModal
    hand.session.step()  # training goes on behind it
    hand.wait(lambda: hand.session.feed.state.step == 1)
    dialog.reject()


def test_every_plot_goes_out_in_four_formats(hand: Hand, tmp_path: Path) -> None:
    hand.train()
    hand.wait(lambda: hand.session.feed.snapshot is not None and len(hand.session.feed.snapshot.answers) > 0)
    seen = [panel for panel in hand.window.desk.panels if not panel.lab_row]
    hand.wait(lambda: not any(panel.notice for panel in seen))
    hand.window.desk.exchange.export_plots(tmp_path)
    for panel in seen:
        for ending in (".png", ".svg", ".pdf", ".csv"):
            assert (tmp_path / f"{panel.key}{ending}").stat().st_size > 100, panel.key + ending


def test_an_absurd_learning_rate_ends_in_words_with_finite_weights(hand: Hand) -> None:
    complaints: list[str] = []
    hand.session.voice.complained.connect(complaints.append)
    workspace = hand.session.workspace
    sgd = replace(workspace.project.training, learning_rate=1e30)
    workspace.edit("", lambda p: replace(p, training=sgd))
    hand.press(hand.window.top_bar.playing.play)
    hand.wait(lambda: bool(complaints))
    assert "Diverged at step" in complaints[0]
    learned = hand.session.network.learned()
    assert all(np.isfinite(a).all() for a in learned.arrays.values())
    assert hand.window.isVisible()
    hand.wait(lambda: hand.window.top_bar.health.state() == "bad")


def test_a_broken_file_is_refused_in_words_and_nothing_is_lost(hand: Hand, tmp_path: Path) -> None:
    complaints: list[str] = []
    hand.session.voice.complained.connect(complaints.append)
    path = tmp_path / "broken.nnsim"
    path.write_bytes(b"PK\x03\x04 cut short")
    project = hand.session.workspace.project
    hand.window.desk.files.open(path)
    assert hand.session.workspace.project == project
    assert (
        str(path) in hand.window.desk.telling.toast.text()
        or "broken" in hand.window.desk.telling.toast.text()
    )
    assert path.read_bytes() == b"PK\x03\x04 cut short"


@pytest.mark.parametrize("answer", ["save", "discard"])
def test_closing_with_unsaved_work_asks(hand: Hand, tmp_path: Path, answer: str) -> None:
    path = tmp_path / "kept.nnsim"
    hand.session.file.save(path)
    hand.session.workspace.edit_graph("", lambda g: edits.rename(g, "dense_1", "hidden"))

    def close(button: QMessageBox.StandardButton) -> None:
        hand.window.close()
        assert hand.window.isVisible()
        box = next(box for box in hand.window.findChildren(QMessageBox) if box.isVisible())
        box.button(button).click()
        hand.wait(lambda: not box.isVisible())

    def saved_names() -> list[str]:
        return [n.name for n in storage.load(path).project.graph.nodes]

    close(QMessageBox.StandardButton.Cancel)
    assert hand.window.isVisible()
    assert "hidden" not in saved_names()
    close({"save": QMessageBox.StandardButton.Save, "discard": QMessageBox.StandardButton.Discard}[answer])
    hand.wait(lambda: not hand.window.isVisible())
    assert ("hidden" in saved_names()) == (answer == "save")


def test_a_file_of_data_opens_where_one_sees_it(hand: Hand, tmp_path: Path) -> None:
    hand.window.desk.files.open(tmp_path / "a.tab")
    assert hand.window.desk.places.page is hand.window.desk.places["data"].page


def test_commands_by_name_and_places_and_layout(hand: Hand) -> None:
    window = hand.window
    window.command_palette.open()
    QTest.keyClicks(window.command_palette.line, "view data")
    QTest.keyClick(window.command_palette.line, Qt.Key.Key_Return)
    assert window.desk.places.page is window.desk.places["data"].page
    assert all(dock.isHidden() for dock in window.desk.docks.values())
    window.actions_by_key["place_network"].trigger()
    assert window.desk.docks["loss"].isVisible()
    window.desk.docks["loss"].hide()
    window.actions_by_key["reset_layout"].trigger()
    assert window.desk.docks["loss"].isVisible()


def test_explains_what_cannot_train(hand: Hand) -> None:
    workspace = hand.session.workspace
    edge = workspace.graph.edges[0]
    workspace.edit_graph("", lambda g: edits.disconnect(g, [edge]))
    hand.session.play()
    assert hand.window.desk.telling.toast.text().startswith("dense_1: Nothing is connected")
    assert not hand.session.feed.playing


def test_minimum_sizes_let_the_window_be_small(window: MainWindow) -> None:
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 800
    window.resize(1280, 800)
    window.show()
    assert (window.width(), window.height()) == (1280, 800)
    assert window.top_bar.health.isVisible()
    assert window.top_bar.health.geometry().right() <= window.width()


def test_f1_opens_the_reference_on_the_selected_layer(hand: Hand) -> None:
    hand.session.workspace.select(["dense_1"])
    hand.window.actions_by_key["reference"].trigger()
    found = hand.window.findChild(HelpWindow)
    assert found.isVisible()
    assert "W·x + b" in found.browser.toPlainText()
    QTest.keyClicks(found.search, "adam")
    assert "Kingma" in found.browser.toPlainText()
    found.close()


def test_a_paused_run_is_not_asked_for_the_same_picture_again(hand: Hand) -> None:
    hand.train()
    mailbox = hand.session.trainer.mailbox
    hand.wait(lambda: hand.session.feed.snapshot is not None)
    wishes = []
    ask = mailbox.ask
    mailbox.ask = lambda run, want: (wishes.append(want), ask(run, want))
    hand.bot.wait(200)
    wishes.clear()
    hand.bot.wait(200)  # six frames
    assert not wishes
    hand.session.workspace.select(["dense_1"])
    hand.wait(lambda: bool(wishes))
    hand.wait(lambda: hand.session.feed.snapshot.answer(LayerHistograms("dense_1")) is not None)


def test_a_name_the_list_cannot_take_is_said(hand: Hand) -> None:
    hand.window.actions_by_key["layer_list"].trigger()
    rows = hand.window.desk.layers.model()
    rows.setData(rows.index(0, 0), rows.index(1, 0).data())
    assert hand.window.desk.telling.toast.isVisible()
    assert hand.session.workspace.graph.nodes[0].name != hand.session.workspace.graph.nodes[1].name


def test_the_window_keeps_its_size_through_the_data_page(hand: Hand) -> None:
    window = hand.window
    window.resize(1280, 800)
    window.desk.docks["layers"].show()
    before = {key: dock.isVisible() for key, dock in window.desk.docks.items()}
    window.desk.places.go_to("data")
    window.resize(1290, 810)
    window.desk.places.go_to("network")
    hand.bot.wait(50)
    assert (window.width(), window.height()) == (1290, 810)
    assert {key: dock.isVisible() for key, dock in window.desk.docks.items()} == before


def test_the_test_part_is_measured_when_asked(hand: Hand) -> None:
    told: list[str] = []
    hand.train()
    hand.session.voice.told.connect(told.append)
    hand.window.actions_by_key["measure_test"].trigger()
    hand.wait(lambda: bool(told))
    alone = windowless(hand.session.workspace.project)
    answers = Part(alone.network, alone.prepared, alone.prepared.test).ask()
    found = answers.measure()
    share = next(value for metric, value in found if metric.key == "accuracy")
    first, *more = told[0].splitlines()
    assert first == f"Test part, 40 examples: loss {answers.loss():.4g}, accuracy {100 * share:.1f} %"
    numbers = [(m, value) for m, value in found if not m.is_table and m.key != "accuracy"]
    assert more == [f"{m.title} {value:.4g}" for m, value in numbers]


def test_a_renamed_layer_is_called_so_everywhere_at_once(hand: Hand) -> None:
    hand.train()
    hand.session.workspace.edit_graph("", lambda g: edits.rename(g, "dense_1", "first"))
    assert [layer.name for layer in hand.session.feed.history.columns.layers] == ["first", "dense_2"]
    panel = next(p for p in hand.window.desk.panels if p.key == "gradients")
    panel.show_frame()
    assert panel.bars.names == ("first", "dense_2")
    hand.press(hand.window.top_bar.playing.reset)
    hand.wait(lambda: hand.session.feed.history is not None)
    assert hand.session.feed.history.columns.layers[0].name == "first"


def test_bar_ends_where_even_the_rest_has_no_room(window: MainWindow, qtbot: QtBot) -> None:
    bar = window.top_bar
    window.resize(1400, 900)
    window.show()
    bar.choices.rate.setMinimumWidth(900)  # as letters of twice the width would need
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: bar.playing.speed.isHidden() and bar.playing.epoch.isHidden())
    bar.choices.rate.setMinimumWidth(0)
    window.resize(1800, 700)
    qtbot.waitUntil(lambda: not bar.playing.speed.isHidden() and not bar.playing.epoch.isHidden())
