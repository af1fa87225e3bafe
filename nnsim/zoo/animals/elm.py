"""Extreme learning: hidden cells that stay as they were drawn, and a read-out that is solved."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.prepared import Examples
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.ridge import ridge
from nnsim.engine.rules.backprop import BackPropagation
from nnsim.engine.rules.ridge_readout import RidgeReadout
from nnsim.figures.figure import Array, Figure
from nnsim.lab.claim import AT_LEAST, AT_MOST, Claim, Finding
from nnsim.lab.running import begin
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.changing import with_settings
from nnsim.zoo.drawing.digits_told import digits_told
from nnsim.zoo.family import Family
from nnsim.zoo.measuring import accuracy
from nnsim.zoo.raising import raising

_RIDGE = 0.1
_FEWER = (50, 100, 200)
"""So many of the hidden cells are tried alone."""


def _few(project: Project) -> Project:
    return with_settings(project, Dense, units=50)


def _straight(project: Project) -> Project:
    return with_settings(project, Dense, activation=Identity())


def _by_gradient(project: Project) -> Project:
    training = replace(project.training, rule=BackPropagation(), learning_rate=0.003, batch=32, epochs=20)
    return replace(with_settings(project, Dense, frozen=False), training=training)


@animals.register
class ExtremeLearningAnimal(Animal):
    """500 random hidden cells on the digits that come with the program."""

    key = "elm"
    title = mark("Extreme learning machine")
    family = Family.OTHER
    summary = mark(
        "The hidden cells are drawn by chance and never learn. There are so many of them that what one needs is among"
        " what they say. Only the read-out is fitted, in one step, by solving linear equations. It is the fastest way to"
        " a network that is good, and it leaves nothing to be tuned but the ridge."
    )
    formula = "y = W·σ(R·x + r),  W = (H·Hᵀ + λ·I)⁻¹·H·Tᵀ"
    source = "Schmidt, Kraaijveld & Duin 1992; Huang, Zhu & Siew 2006"
    order = 220
    claim = Claim(mark("Validation accuracy of 500 random cells"), (0.965,), AT_LEAST, "", own=True)
    tries = (
        Try(mark("50 random cells instead of 500: too few of what is needed is among them."), _few),
        Try(
            mark("No bend in the hidden cells: all of it is one product, and 500 cells are worth 64."),
            _straight,
        ),
        Try(
            mark(
                "Let the hidden cells learn as well, by back-propagation: how long does it take to be as good?"
            ),
            _by_gradient,
        ),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(500, Sigmoid(), Normal(0.5), bias_initializer=Normal(0.5), frozen=True),
            Dense(10),
            data=DataSettings(Digits(layout="flat")),
            loss=MeanSquaredError(),
            rule=RidgeReadout(_RIDGE),
            epochs=1,
        )

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        began = time.process_time()
        run = begin(project)
        for _ in raising(run):
            pass
        # Time of the processor: what else the machine does says nothing of the network.
        spent = Claim(
            mark("Seconds of computing from the first random number to the solution"),
            (1.0,),
            AT_MOST,
            "",
            own=True,
        )
        solved = Finding(spent, (time.process_time() - began,))
        raised = self.judged(project, run)
        yield replace(raised, findings=(*raised.findings, solved))

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        return (Finding(self.claim, (accuracy(scene),)),)

    def notes(self, scene: Scene) -> tuple[str, ...]:
        prepared, stages = scene.prepared, scene.network.stages
        last = stages[-1]
        if not prepared.classes or not last.layer.fully_connected or not len(prepared.validation):
            return ()

        def hidden(part: Examples) -> Array:
            return scene.network.run(scene.network.feed(part.inputs), list(last.sources))[0]

        seen, asked = hidden(prepared.train), hidden(prepared.validation)
        found = []
        for count in (n for n in _FEWER if n < seen.shape[1]):
            weights = ridge(
                seen[:, :count].T, _one_hot(prepared.train, prepared.classes), _RIDGE, constant=True
            )
            told = (asked[:, :count] @ weights[:-1] + weights[-1]).argmax(1)
            found.append(f"{count}: {(told == prepared.validation.targets).mean():.3f}")
        return (tr("With fewer of its cells: {found}.").format(found=", ".join(found)),) if found else ()

    def portrait(self, scene: Scene) -> Figure | None:
        return digits_told(scene)


def _one_hot(part: Examples, classes: int) -> Array:
    found: Array = (part.targets[:, None] == range(classes)).astype(float)
    return found
