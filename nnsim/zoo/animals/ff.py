"""Feed forward: four hidden units learn the exclusive or, from nearly every start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.text import mark
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.truth_table import TruthTable
from nnsim.document import edits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.figures.figure import Figure
from nnsim.lab.claim import AT_LEAST, Claim, Finding
from nnsim.lab.running import Begun
from nnsim.training.run import Run
from nnsim.training.scene import Scene, scene_of
from nnsim.zoo.animal import Animal, Raised, Try, animals, seeded
from nnsim.zoo.drawing.plane_map import plane_map
from nnsim.zoo.family import Family
from nnsim.zoo.raising import raising

_STARTS = 100


def _two_units(project: Project) -> Project:
    hidden = next(n for n in project.graph.nodes if isinstance(n.layer, Dense) and n.layer.units > 1)
    layer = replace(hidden.layer, units=2)
    return replace(project, graph=edits.set_layer(project.graph, hidden.id, layer))


def _parity(project: Project) -> Project:
    return replace(project, data=replace(project.data, source=TruthTable(function="parity_3")))


@animals.register
class FeedForwardAnimal(Animal):
    """2-4-1 on the exclusive or, from a hundred starts."""

    key = "ff"
    title = mark("Feed forward")
    family = Family.FEED_FORWARD
    summary = mark(
        "Every unit of a layer is fed by all units of the layer before, and nothing flows back. Each hidden unit draws"
        " a line of its own, and the output adds them up: what one unit cannot do, the exclusive or, four can. The"
        " weights learn by the gradient of the loss. From nearly every start they find the way."
    )
    formula = "y = W₂·f(W₁·x + b₁) + b₂"
    source = "Rumelhart, Hinton & Williams 1986"
    order = 20
    claim = Claim(mark("Of 100 starts, so many learn the exclusive or"), (98.0,), AT_LEAST, "", own=True)
    tries = (
        Try(mark("Two hidden units: many starts get stuck."), _two_units),
        Try(mark("The parity of three inputs instead of two."), _parity),
    )

    def project(self) -> Project:
        return chain(
            Input(),
            Dense(4, Tanh()),
            Dense(1),
            data=DataSettings(TruthTable(function="xor", coding="signs")),
            learning_rate=0.05,
            batch=4,
            epochs=400,
        )

    def raise_from(self, seed: int) -> Iterator[Raised]:
        project = seeded(self.project(), seed)
        begun = Begun(project)
        learned = 0
        for k in range(_STARTS - 1, -1, -1):
            # The one that is shown comes last: that of the seed itself.
            run = begun.at(seed + k)
            for _ in raising(run):
                pass
            learned += _is_learned(run)
            share = 0.99 * (_STARTS - k) / _STARTS
            yield Raised(share, figure=self.portrait(scene_of(run)) if k % 10 == 0 else None)
        yield self.judged(project, run, Finding(self.claim, (float(learned),)))

    def portrait(self, scene: Scene) -> Figure | None:
        return plane_map(scene)


def _is_learned(run: Run) -> bool:
    """Return whether every row of the table is told right."""
    told = run.network.probabilities(run.prepared.train.values())[0][:, 0] > 0.5
    return bool(np.array_equal(told, run.prepared.train.targets > 0.5))
