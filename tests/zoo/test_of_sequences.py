"""The recurrent animals on data and networks that somebody has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nnsim.data.source import Source
from nnsim.data.sources.adding_problem import AddingProblem
from nnsim.data.sources.copy_task import CopyTask
from nnsim.data.sources.echo import Echo
from nnsim.data.sources.parity_sequence import ParitySequence
from nnsim.document import edits
from nnsim.document.project import Project
from nnsim.engine.layers.lstm import LSTM
from nnsim.engine.layers.ntm import NeuralTuringMachine
from nnsim.figures.figure import Figure
from nnsim.lab.running import begin
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal
from nnsim.zoo.animals.lstm import LongShortTermMemoryAnimal
from nnsim.zoo.animals.ntm import NeuralTuringAnimal
from nnsim.zoo.animals.rnn import RecurrentAnimal


def _scene(project: Project) -> Scene:
    return scene_of(begin(project))


def _on(animal: Animal, source: Source) -> Scene:
    return _scene(replace(animal.project(), data=replace(animal.project().data, source=source)))


def _names(figure: Figure | None) -> list[str]:
    assert figure is not None
    return [mark.name for plot in figure.plots for mark in plot.marks if hasattr(mark, "name")]


@pytest.mark.parametrize(
    ("animal", "own", "other"),
    [
        (RecurrentAnimal(), ParitySequence(points=60, steps=5, shortest=3), Echo(points=60)),
        (LongShortTermMemoryAnimal(), AddingProblem(points=60, steps=9, shortest=5), Echo(points=60)),
        (NeuralTuringAnimal(), CopyTask(points=60, words=3), AddingProblem(points=60)),
        (NeuralTuringAnimal(), CopyTask(points=60, words=7), CopyTask(points=60, bits=2)),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_they_judge_other_sequences_of_their_kind_and_leave_those_of_another(
    animal: Animal, own: Source, other: Source
) -> None:
    scene = _on(animal, own)
    assert animal.portrait(scene) is not None
    [finding] = animal.findings(scene)
    assert not finding.holds  # nothing was learned yet
    elsewhere = _on(animal, other)
    assert animal.portrait(elsewhere) is None
    assert animal.findings(elsewhere) == ()


def test_without_a_memory_there_are_no_heads_to_draw() -> None:
    project = NeuralTuringAnimal().project()
    machine = next(n for n in project.graph.nodes if isinstance(n.layer, NeuralTuringMachine))
    assert {"Writing head", "Reading head"} <= set(_names(NeuralTuringAnimal().portrait(_scene(project))))
    without = replace(project, graph=edits.set_layer(project.graph, machine.id, LSTM(5, "all")))
    names = _names(NeuralTuringAnimal().portrait(_scene(without)))
    assert "said" in names
    assert not {"Writing head", "Reading head"} & set(names)
