"""What every scene of the Neuron lab promises."""

from __future__ import annotations

import numpy as np
import pytest

from nnsim.data.prepare import prepare
from nnsim.document.resolve import resolve
from nnsim.figures.figure_table import to_csv
from nnsim.lab.lab_scene import LabScene, lab_scenes
from nnsim.lab.running import begin
from nnsim.ui.neuronlab.lab_page import lab_pages

each = pytest.mark.parametrize("scene", [cls() for cls in lab_scenes], ids=[cls.key for cls in lab_scenes])


@each
def test_it_says_what_it_is(scene: LabScene) -> None:
    assert scene.title.strip() == scene.title != ""
    assert scene.summary.endswith(".")
    assert scene.source
    assert type(scene).__doc__
    assert isinstance(scene.board(), scene.lays)
    assert sum(issubclass(scene.lays, page.boards) for page in lab_pages) == 1


@each
def test_everything_it_claims_comes_out(scene: LabScene) -> None:
    found = scene.judged()
    assert found
    for finding in found:
        assert finding.holds, finding.sentence()


@each
def test_its_project_runs_with_its_weights(scene: LabScene) -> None:
    board = scene.board()
    project = board.project()
    assert resolve(project.graph, prepare(project.data), project.training.rule).can_run
    network = begin(project).network
    weights, known = board.weights(), dict(network.parameters.items())
    assert set(weights) <= set(known)
    assert all(known[key].shape == array.shape for key, array in weights.items())
    learned = board.learned()
    assert (learned is None) == (not weights)
    if learned is not None:
        assert all(np.array_equal(learned.arrays[key], array) for key, array in weights.items())


@each
def test_its_figure_has_numbers(scene: LabScene) -> None:
    figure = scene.board().figure()
    assert figure.title
    assert figure.plots
    assert to_csv(figure).count("\n") > 1
