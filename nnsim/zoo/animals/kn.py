"""Kohonen network: a lattice of units that unfolds over the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.source import Source
from nnsim.data.sources.colours import Colours
from nnsim.data.sources.uniform_square import UniformSquare
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.kohonen import Kohonen
from nnsim.engine.rules.kohonen import KohonenRule
from nnsim.engine.stage import Stage
from nnsim.figures.figure import Array, Figure
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.lab.experiment import Member
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_layers, with_source
from nnsim.zoo.drawing.lattice import from_above, stretched
from nnsim.zoo.family import Family

_TOPOGRAPHIC = Claim(
    mark("Topographic error: the two nearest units of an example are no neighbours"),
    (0.03,),
    AT_MOST,
    "",
    own=True,
)


def _colours(project: Project) -> Project:
    return with_source(project, Colours(points=2000))


def _narrow(project: Project) -> Project:
    rule = KohonenRule(first_width=0.5)
    return replace(project, training=replace(project.training, rule=rule))


def _chain_of_units(project: Project) -> Project:
    return with_layers(
        project, lambda one: replace(one, rows=1, columns=100) if isinstance(one, Kohonen) else one
    )


@animals.register
class KohonenAnimal(Animal):
    """10 × 10 units on the uniform square."""

    key = "kn"
    title = mark("Kohonen network")
    family = Family.OTHER
    summary = mark(
        "Units on a lattice compete: the one nearest to an example wins. It moves towards the example, and its"
        " neighbours on the lattice move along, many at first and at last hardly any. So the lattice unfolds over the"
        " data, and what is near there is near on the map. Nobody tells it what is right."
    )
    formula = "wⱼ ← wⱼ + η·exp(−d²/2σ²)·(x − wⱼ)"
    source = "Kohonen 1982"
    order = 250
    claim = Claim(
        mark("Quantisation error: mean distance of an example from the nearest unit"),
        (0.043,),
        AT_MOST,
        "",
        own=True,
    )
    tries = (
        Try(mark("Colours instead of a square: the map sorts them."), _colours),
        Try(mark("Hardly any neighbours from the beginning: the lattice stays tangled."), _narrow),
        Try(mark("A chain of 100 units instead of a lattice: it folds to fill the square."), _chain_of_units),
    )

    def project(self) -> Project:
        return self._on(UniformSquare(points=2000))

    def _on(self, source: Source) -> Project:
        return chain(
            Input(),
            Kohonen(),
            data=DataSettings(source, validation_share=0.0, test_share=0.0),
            rule=KohonenRule(),
            learning_rate=0.5,
            batch=1,
        )

    def beside(self) -> tuple[Member, ...]:
        return (Member(tr("Colours"), self._on(Colours(points=2000))),)

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        map_ = _map_of(scene)
        if map_ is None or not _fills_a_square(scene):
            return ()
        quantisation, topographic = errors(scene, map_)
        return (Finding(self.claim, (quantisation,)), Finding(_TOPOGRAPHIC, (topographic,)))

    def notes(self, scene: Scene) -> tuple[str, ...]:
        map_ = _map_of(scene)
        if map_ is None or _fills_a_square(scene):
            return ()
        quantisation, topographic = errors(scene, map_)
        words = tr("Quantisation error {q}, topographic error {t}; what must be reached is for the square.")
        return (words.format(q=f"{quantisation:.3g}", t=f"{topographic:.3g}"),)

    def portrait(self, scene: Scene) -> Figure | None:
        map_ = _map_of(scene)
        if map_ is None or len(scene.prepared.shape) != 1:
            return None
        layer, places = _layer_of(map_), places_of(scene, map_)
        above = from_above(layer, places, scene)
        plots = (stretched(layer, places, scene), above) if len(places) > 1 else (above,)
        return Figure(tr("A lattice unfolds over the data"), "", plots)


def _map_of(scene: Scene) -> Stage | None:
    return next((s for s in scene.network.stages if isinstance(s.layer, Kohonen)), None)


def _fills_a_square(scene: Scene) -> bool:
    """Return whether the examples lie in the unit square, which the errors to be reached were measured on."""
    values = scene.prepared.train.some(slice(1000)).values()
    return scene.prepared.shape == (2,) and bool(values.min() >= 0.0 and 0.9 < values.max() <= 1.0)


def _layer_of(stage: Stage) -> Kohonen:
    assert isinstance(stage.layer, Kohonen)
    return stage.layer


def places_of(scene: Scene, stage: Stage) -> Array:
    """Return where the units of a map stand among the inputs, (inputs, units) float64."""
    return np.array(dict(scene.network.parameters.items())[f"{stage.id}/W"], np.float64)


def errors(scene: Scene, stage: Stage) -> tuple[float, float]:
    """Return quantisation and topographic error of a map on the training examples.

    The one is the mean distance from the nearest unit, the other the share of examples whose two nearest units do
    not touch in the lattice, not even at a corner (Kiviluoto 1996).
    """
    squares = -scene.network.predict(scene.prepared.train.inputs, [stage.id])[0].astype(np.float64)
    two = np.argsort(squares, axis=1)[:, :2]
    row, column = np.divmod(two, _layer_of(stage).columns)
    apart = np.maximum(abs(row[:, 0] - row[:, 1]), abs(column[:, 0] - column[:, 1])) > 1
    return float(np.sqrt(squares.min(1)).mean()), float(apart.mean())
