"""Perceptron: one threshold unit under Rosenblatt's rule."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.iris import Iris
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.step import Step
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.perceptron import MISTAKES, PerceptronRule
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.running import begin
from nnsim.lab.separability import best_margin
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.drawing.plane_map import plane_map
from nnsim.zoo.family import Family

_MOST_EPOCHS = 10


def _versicolor(project: Project) -> Project:
    source = Iris(species="versicolor", features="petal")
    return replace(project, data=replace(project.data, source=source))


def _all_lengths(project: Project) -> Project:
    return replace(project, data=replace(project.data, source=Iris(species="setosa")))


@animals.register
class PerceptronAnimal(Animal):
    """Rosenblatt's perceptron on Fisher's flowers."""

    key = "p"
    title = mark("Perceptron")
    family = Family.FEED_FORWARD
    summary = mark(
        "One unit adds up its inputs, each with a weight, and says 1 when the sum is above 0. Every mistake turns its"
        " line a little towards the point; what is right changes nothing. Where a line tells the classes apart the"
        " mistakes end, after (R/γ)² of them at most. Where none does, they never end."
    )
    formula = "w ← w + η·(t − y)·x"
    source = "Rosenblatt 1957; Novikoff 1962"
    order = 10
    claim = Claim(
        mark("Epochs until no mistake is made any more"), (float(_MOST_EPOCHS),), AT_MOST, "Novikoff 1962"
    )
    tries = (
        Try(mark("Versicolor against the rest: no line does it, and the mistakes never end."), _versicolor),
        Try(mark("All four lengths instead of the two of the petals."), _all_lengths),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(1, Step(), Zeros()),
            data=DataSettings(Iris(species="setosa", features="petal")),
            loss=MeanSquaredError(),
            rule=PerceptronRule(),
            learning_rate=1.0,
            batch=1,
            epochs=_MOST_EPOCHS,
        )

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        run = begin(project)
        before = -1.0
        while not run.finished and _mistakes(run) != before:
            before, epoch = _mistakes(run), run.batches.epoch
            while run.batches.epoch == epoch:
                run.advance(run.batches.count)
                run.take_points()
            share = 0.95 * run.batches.epoch / _MOST_EPOCHS
            yield Raised(share, figure=self.portrait(scene_of(run)))
        # The last epoch, without a mistake, is what shows that they have ended.
        epochs = run.batches.epoch - 1.0 if _mistakes(run) == before else math.inf
        yield self.judged(project, run, Finding(self.claim, (epochs,)), *_within_novikoff(run))

    def portrait(self, scene: Scene) -> Figure | None:
        return plane_map(scene)


def _mistakes(run: Run) -> float:
    return float(run.network.parameters.scalars[MISTAKES.key])


def _within_novikoff(run: Run) -> Iterator[Finding]:
    """Yield whether the mistakes are as few as was proved; nothing where no line tells the classes apart."""
    margin = best_margin(run.prepared.train.values(), run.prepared.train.targets)
    if margin is not None:
        words = mark("Mistakes, and at most (R/γ)² of them")
        claim = Claim(words, (margin.bound,), AT_MOST, "Novikoff 1962")
        yield Finding(
            claim,
            (_mistakes(run),),
            tr("R = {r}, γ = {g}").format(r=f"{margin.radius:.3g}", g=f"{margin.gamma:.3g}"),
        )
