"""A 28th animal: all of it in one file."""

from __future__ import annotations

from dataclasses import replace

from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.two_gaussians import TwoGaussians
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.step import Step
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.adaline import DeltaRule
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.drawing.plane_map import plane_map
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy


def _slow(project: Project) -> Project:
    return replace(project, training=replace(project.training, learning_rate=0.001))


@animals.register
class AdalineAnimal(Animal):
    """Widrow's adaptive linear neuron."""

    key = "adaline"
    title = "Adaline"
    family = Family.FEED_FORWARD
    summary = "One unit. It learns from its sum. It never rests. It is as near as it can be."
    formula = "Δw = η·(t − w·x)·x"
    source = "Widrow & Hoff 1960"
    order = 15
    claim = Claim("Validation accuracy", (0.8,), AT_LEAST, "Widrow & Hoff 1960")
    tries = (Try("A tenth of the rate.", _slow),)

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(1, Step()),
            data=DataSettings(TwoGaussians()),
            loss=MeanSquaredError(),
            rule=DeltaRule(),
            learning_rate=0.05,
            epochs=3,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return (Finding(self.claim, (accuracy(scene),)),)

    def portrait(self, scene: Scene) -> Figure | None:
        return plane_map(scene)
