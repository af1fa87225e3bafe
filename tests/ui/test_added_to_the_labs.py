"""One file more in the folder of experiments, or of scenes, is all it takes: the labs, the command line, Python have it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from added_files import look_in_too
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import nnsim.lab.experiments
import nnsim.lab.scenes
from nnsim.cli import main
from nnsim.lab.experiment import experiments
from nnsim.lab.lab_scene import lab_scenes
from nnsim.library import experiment
from nnsim.ui.gradientlab.gradient_lab import GradientLab
from nnsim.ui.neuronlab.neuron_lab import NeuronLab


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An experiment and a scene more: files in their folders, and nothing else."""
    for catalogue, package, folder in (
        (experiments, nnsim.lab.experiments, "experiments"),
        (lab_scenes, nnsim.lab.scenes, "scenes"),
    ):
        look_in_too(monkeypatch, catalogue, package, folder)
    yield
    for name in ("experiments.trial_experiment", "scenes.trial_scene"):
        sys.modules.pop(f"nnsim.lab.{name}", None)


@pytest.fixture
def sitting(added: None, open_desk: Callable[..., Desk]) -> Iterator[Desk]:
    made = open_desk(window=True)
    made.window.resize(1600, 1000)
    made.window.show()
    yield made
    made.window.hide()


def test_the_gradient_lab_runs_the_experiment(sitting: Desk) -> None:
    sitting.window.desk.places.go_to("gradient_lab")
    lab = sitting.window.desk.places.page
    assert isinstance(lab, GradientLab)
    lab.list.choose("trial_experiment")
    QTest.mouseClick(lab.experiment.run, Qt.MouseButton.LeftButton)
    sitting.wait(lambda: "It agrees." in lab.experiment.sentence.text())


def test_the_neuron_lab_shows_the_scene(sitting: Desk) -> None:
    sitting.window.desk.places.go_to("neuron_lab")
    lab = sitting.window.desk.places.page
    assert isinstance(lab, NeuronLab)
    QTest.mouseClick(lab.scenes.buttons["trial_scene"], Qt.MouseButton.LeftButton)
    assert lab.scenes.words.text() == "Two inputs are on. Their sum is 2."
    assert lab.page.board() == lab_scenes["trial_scene"]().board()


def test_the_command_line_and_python_have_the_experiment(
    added: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["experiment"]) == 0
    assert "trial_experiment" in capsys.readouterr().out
    assert main(["experiment", "trial_experiment", "--out", str(tmp_path)]) == 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".png", ".svg", ".pdf", ".csv"}
    assert experiment("trial_experiment", seed=3).holds
