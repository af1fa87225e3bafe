"""*Predict…* and *Suggest a network for the data* in the window, with real files and a real trainer."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.base.errors import NnsimError
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.bumps import Bumps
from nnsim.data.sources.csv_file import CsvFile
from nnsim.document.project import Project
from nnsim.library import load, train
from nnsim.library.in_memory import Table
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.window.predicting import Predicting
from tests.ui.desk import Desk, small_project


class Hand:
    """A person who predicts from a session that has trained."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.window = desk, QWidget()
        desk.bot.addWidget(self.window)
        self.predicting = Predicting(self.window, desk.session, Preferences())
        self.offered: list[tuple[str, str, Callable[[], object]]] = []
        desk.session.voice.offered.connect(lambda *offer: self.offered.append(offer))

    def answer(self, path: Path) -> None:
        dialog = self.window.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(path))
        dialog.close()

    def predict(self, new: Path, out: Path) -> None:
        self.predicting.ask()
        self.answer(new)
        self.answer(out)
        self.desk.wait(lambda: not self.predicting.is_busy)


@pytest.fixture
def hand(open_desk: Callable[..., Desk]) -> Hand:
    desk = open_desk()
    desk.train(3)
    return Hand(desk)


def test_a_file_is_told_by_the_weights_on_show(hand: Hand, tmp_path: Path) -> None:
    new, out = tmp_path / "new.csv", tmp_path / "p.csv"
    new.write_text("note,x₂,x₁\na,0.5,0.1\nb,,0.2\nc,-0.5,0.7\n", "utf-8")
    hand.predict(new, out)
    said, button, fill = hand.offered[-1]
    assert said == "2 predictions; 1 row has none, as values it needs are missing (x₂). Written to p.csv."
    assert button == "Fill the gaps and predict again"
    with open(out, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    learned = hand.desk.session.network.learned()
    result = train(hand.desk.workspace.project, 0, start=learned)
    said = result.predict_probabilities(np.array([[0.1, 0.5], [0.7, -0.5]]))
    assert [float(cell) for cell in rows[1][2:]] == said[0].tolist()
    assert rows[2] == ["2", "", "", ""]
    assert [float(cell) for cell in rows[3][2:]] == said[1].tolist()
    fill()
    hand.desk.wait(lambda: not hand.predicting.is_busy)
    assert hand.desk.told[-1] == (
        "3 predictions. Written to p.csv. 1 missing value filled with the median of the training part."
    )
    with open(out, newline="", encoding="utf-8") as file:
        assert all(list(csv.reader(file))[2])


def test_answers_are_judged_by_targets_of_the_file(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    rows = "".join(f"{k % 7},{k % 5},{'ab'[k % 2]}\n" for k in range(60))
    (tmp_path / "old.csv").write_text(f"u,v,kind\n{rows}", "utf-8")
    data = DataSettings(CsvFile(path=str(tmp_path / "old.csv"), target="kind"))
    hand = Hand(open_desk(replace(small_project(), data=data)))
    hand.desk.train(3)
    new = tmp_path / "new.csv"
    new.write_text("u,v,kind\n1,2,a\n3,4,b\n0,1,b\n2,2,\n", "utf-8")
    hand.predict(new, tmp_path / "p.csv")
    with open(tmp_path / "p.csv", newline="", encoding="utf-8") as file:
        said = [row[1] for row in csv.reader(file)][1:4]
    share = np.mean([one == right for one, right in zip(said, "abb", strict=True)])
    assert f"Judged by 3 targets of the file: Accuracy {share:.4g}" in hand.desk.told[-1]
    new.write_text("u,v\n1,2\n3,4\n", "utf-8")
    hand.predict(new, tmp_path / "p.csv")
    assert "Judged" not in hand.desk.told[-1]


def test_what_goes_wrong_is_said(hand: Hand, tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    new.write_text("a,b\n1,2\n3,4\n", "utf-8")
    hand.predict(new, tmp_path / "p.csv")
    assert "which are not there" in hand.desk.said[-1]
    assert not (tmp_path / "p.csv").exists()
    hand.predict(new, tmp_path / "p.doc")
    assert "'p.doc'" in hand.desk.said[-1]
    hand.predict(new, new)
    assert "would replace" in hand.desk.said[-1]
    assert new.read_text("utf-8").startswith("a,b")


def test_first_weights_are_called_so(open_desk: Callable[..., Desk], tmp_path: Path) -> None:
    hand = Hand(open_desk())
    new = tmp_path / "new.csv"
    new.write_text("x₁,x₂\n0.5,0.1\n0.1,0.2\n", "utf-8")
    hand.predict(new, tmp_path / "p.csv")
    assert "Nothing was learned yet" in hand.desk.told[-1]


def test_without_a_network_nothing_is_asked(open_desk: Callable[..., Desk]) -> None:
    hand = Hand(open_desk(Project()))
    hand.predicting.ask()
    assert "no weights yet" in hand.desk.said[-1]
    assert not hand.window.findChildren(QFileDialog)


def test_one_file_at_a_time(hand: Hand, tmp_path: Path) -> None:
    new = tmp_path / "new.csv"
    new.write_text("x₁,x₂\n0.5,0.1\n0.1,0.2\n", "utf-8")
    hand.predicting.predict(new, tmp_path / "p.csv")
    with pytest.raises(NnsimError, match="Another file is being predicted"):
        hand.predicting.predict(new, tmp_path / "q.csv")
    hand.desk.wait(lambda: not hand.predicting.is_busy)


def test_commands_of_the_window(open_desk: Callable[..., Desk]) -> None:
    project = replace(small_project(), data=DataSettings(Bumps(points=50)))
    desk = open_desk(project, window=True)
    window, workspace = desk.window, desk.workspace
    assert window is not None
    count = workspace.undo_stack.count()
    window.actions_by_key["suggest"].trigger()
    desk.settle()
    assert workspace.undo_stack.count() == count + 1
    assert workspace.project.data.scale_targets
    assert workspace.project.training.patience > 0
    assert workspace.resolved.can_train
    assert "The network can train." in desk.told[-1]
    window.actions_by_key["suggest"].trigger()
    assert desk.told[-1] == "This is the suggested network already."
    desk.undo()
    assert workspace.project == project
    window.actions_by_key["predict"].trigger()
    assert [d for d in window.findChildren(QFileDialog) if d.isVisible()]
    for dialog in window.findChildren(QFileDialog):
        dialog.close()


def test_what_the_library_saves_without_its_data_opens_and_says_so(
    open_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    from nnsim.library import NotInFileWarning, save, suggest

    project = suggest(Table({"a": np.arange(20.0), "b": np.arange(20.0) * 2}))
    with pytest.warns(NotInFileWarning):
        save(tmp_path / "m.nnsim", project)
    desk = open_desk(load(tmp_path / "m.nnsim").project)
    assert desk.workspace.prepared is None


def test_predictions_go_beside_the_folder_that_was_read(hand: Hand, tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    hand.predicting.ask()
    hand.answer(pictures)
    dialog = hand.window.findChildren(QFileDialog)[-1]
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert Path(dialog.selectedFiles()[0]) == tmp_path / "pictures-predicted.csv"
    dialog.close()
