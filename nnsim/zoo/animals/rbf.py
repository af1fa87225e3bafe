"""Radial basis: Gaussians around k-means centres, added up by a read-out that is solved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.formulas.formula import parse_list
from nnsim.data.sources.function import FormulaFunction
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.initializers.k_means import KMeans
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.layers.rbf import RBF
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.rules.ridge_readout import RidgeReadout
from nnsim.figures.figure import Array, Axis, Figure, Line, Mark, Plot, Points
from nnsim.figures.palette import FAINT, INK, SERIES
from nnsim.lab.claim import AT_MOST, Claim, Finding
from nnsim.training.scene import Scene
from nnsim.zoo.animal import Animal, Try, animals
from nnsim.zoo.changing import with_settings
from nnsim.zoo.drawing.plane_map import plane_map
from nnsim.zoo.family import Family

_PLACES = 200
"""Places along the input that curves are drawn through, and that the error is measured at."""


def _narrow(project: Project) -> Project:
    return with_settings(project, RBF, width=0.1)


def _one_for_each(project: Project) -> Project:
    training = replace(project.training, rule=RidgeReadout(1e-8))
    return replace(with_settings(project, RBF, units=60), training=training)


def _two_inputs(project: Project) -> Project:
    source = FormulaFunction(formulas="sin(2*x)*cos(y)", low=-3.0, high=3.0, points=400, noise=0.1)
    return replace(with_settings(project, RBF, units=60), data=replace(project.data, source=source))


@animals.register
class RadialBasisAnimal(Animal):
    """Twelve Gaussians on sixty points of a noisy sine."""

    key = "rbf"
    title = mark("Radial basis")
    family = Family.FEED_FORWARD
    summary = mark(
        "Every hidden unit stands at a centre and answers the more, the nearer the input is to it. k-means puts the"
        " centres where the examples are. The output adds up the hills, each with a weight that is solved for in one"
        " step. Nothing is learned bit by bit, and nothing can get stuck."
    )
    formula = "y = Σ wⱼ·exp(−‖x − cⱼ‖² / (2σ²)) + b"
    source = "Broomhead & Lowe 1988; Moody & Darken 1989"
    order = 30
    claim = Claim(
        mark("Root of the mean squared error against sin 2x without its noise"), (0.1,), AT_MOST, "", own=True
    )
    tries = (
        Try(
            mark(
                "Hills of width 0.1: they no longer reach each other, and between the points it falls to 0."
            ),
            _narrow,
        ),
        Try(
            mark("A centre on each of the 60 points, and hardly any ridge: it follows the noise."),
            _one_for_each,
        ),
        Try(mark("Two inputs: 60 hills on a plane."), _two_inputs),
    )

    def project(self) -> Project:
        source = FormulaFunction(formulas="sin(2*x)", low=-3.0, high=3.0, points=60, noise=0.1)
        return chain(
            Input(),
            RBF(12, 0.6, KMeans(), frozen=True),
            Dense(1),
            data=DataSettings(source, validation_share=0.0, test_share=0.0),
            loss=MeanSquaredError(),
            rule=RidgeReadout(1e-2),
            epochs=1,
        )

    def findings(self, scene: Scene) -> tuple[Finding, ...]:
        x = _along(scene)
        clean = None if x is None else _clean(scene, x)
        if x is None or clean is None:
            return (Finding(self.claim, (math.nan,), tr("These data are no function of one input.")),)
        said = scene.answers(scene.network.feed(_scaled(scene, x)))[:, 0]
        error = math.sqrt(float(((_raw(scene, said) - clean) ** 2).mean()))
        return (Finding(self.claim, (error,), tr("At {n} places between the points.").format(n=_PLACES)),)

    def portrait(self, scene: Scene) -> Figure | None:
        x = _along(scene)
        if x is None:
            return plane_map(scene)
        train = scene.prepared.train
        at = scene.prepared.scaler.invert(train.values())[:, 0]
        marks: list[Mark] = [*_hills(scene, x)]
        clean = _clean(scene, x)
        if clean is not None:
            marks.append(Line(tr("without noise"), x, clean, FAINT, style="dashed"))
        marks.append(Points(tr("examples"), at, _raw(scene, train.targets[:, 0]), SERIES[1], size=5.0))
        said = scene.answers(scene.network.feed(_scaled(scene, x)))[:, 0]
        marks.append(Line(tr("network"), x, _raw(scene, said), INK, width=2.2))
        names = scene.prepared.dataset
        axes = Axis(names.input_names[0]), Axis(names.target_names[0])
        caption = tr("The sum of the hills is what it says; each has its centre and its weight.")
        return Figure(tr("The hills it adds up"), caption, (Plot(*axes, tuple(marks)),))


def _along(scene: Scene) -> Array | None:
    """Return places along the one input of the data, in its units; None where there are more, or classes."""
    prepared = scene.prepared
    if prepared.shape != (1,) or prepared.classes or prepared.has_origin or not scene.network.outputs:
        return None
    seen = prepared.scaler.invert(prepared.train.values())[:, 0]
    return np.linspace(float(seen.min()), float(seen.max()), _PLACES)


def _scaled(scene: Scene, x: Array) -> Array:
    return scene.prepared.scaler.apply(x[:, np.newaxis])


def _raw(scene: Scene, y: Array) -> Array:
    """Return what a network says of the first target in the units of the data."""
    return scene.prepared.target_scaler.of((0,)).invert(np.asarray(y, np.float64)[:, np.newaxis])[:, 0]


def _clean(scene: Scene, x: Array) -> Array | None:
    """Return the function that the targets are of, which is their name; None where that is no formula."""
    dataset = scene.prepared.dataset
    try:
        made = parse_list(dataset.target_names[0])
        return made[0].formula.values(dataset.input_names, [x], len(x))
    except NnsimError:
        return None


def _hills(scene: Scene, x: Array) -> Iterator[Line]:
    """Yield what every hidden unit adds to the output over x, where the network is still hills and a read-out."""
    stages = scene.network.stages
    hidden = next((s for s in stages if isinstance(s.layer, RBF)), None)
    if hidden is None or stages[-1].sources != (hidden.id,) or not stages[-1].layer.fully_connected:
        return
    heights = scene.network.run(scene.network.feed(_scaled(scene, x)), [hidden.id])[0]
    arrays = dict(scene.network.parameters.items())
    shape = scene.prepared.target_scaler.of((0,)).scale
    weights = arrays[f"{stages[-1].id}/W"][:, 0] * float(np.ravel(shape)[0])
    for k in np.argsort(arrays[f"{hidden.id}/C"][0]):
        name = tr("hill {n}").format(n=k + 1)
        yield Line(name, x, heights[:, k] * weights[k], SERIES[0], width=1.0, in_legend=False, behind=True)
