"""Thirty ReLU layers keep their signal with He's initialisation, and lose half of it in every layer with Xavier's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.glorot import GlorotNormal
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot
from nnsim.lab.claim import Claim, Finding, factor
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.running import begin

DEPTH, WIDTH, LATE, SEEDS = 30, 256, 22, 20
SOURCE = "He et al. 2015"
CLAIMS = (
    Claim(
        mark("Xavier, 30 ReLU layers of 256: mean square at layer 22 over layer 1"),
        (2.0 ** -(LATE - 1),),
        factor(3),
        SOURCE,
        SEEDS,
    ),
    Claim(
        mark("He, 30 ReLU layers of 256: mean square at layer 22 over layer 1"),
        (1.0,),
        factor(3),
        SOURCE,
        SEEDS,
    ),
)


@experiments.register
class XavierOrHe(Experiment):
    """Xavier's initialisation against He's, at 30 layers."""

    key = "xavier_or_he"
    title = mark("Xavier or He, 30 layers")
    summary = mark(
        "ReLU lets half of a signal through, and Xavier's initialisation does not make up for it: after 21 layers a"
        " two-millionth is left. He's initialisation is √2 times larger, and the signal stays as it is."
    )
    source = SOURCE
    formula = "Xavier: Var w = 2/(nᵢₙ + nₒᵤₜ); He: Var w = 2/nᵢₙ"
    order = 30

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return (
            Member(tr("Xavier"), _project(GlorotNormal())),
            Member(tr("He"), _project(HeNormal())),
        )

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        family = self.family(pictures)
        squares: list[list[Array]] = [[] for _ in family]
        for k in range(SEEDS):
            for member, found in zip(family, squares, strict=True):
                found.append(_mean_squares(member.project, seed + k))
            yield _found(family, squares, (k + 1) / SEEDS, seed)


def _project(initializer: Initializer) -> Project:
    layers = [Dense(WIDTH, ReLU(), initializer) for _ in range(DEPTH)]
    return chain(Input(), *layers, Dense(10), data=DataSettings(Digits(layout="flat")), learning_rate=0.001)


def _mean_squares(project: Project, seed: int) -> Array:
    """Return the mean square of the outputs of every hidden layer, (layers,)."""
    run = begin(project, seed)
    hidden = [s.id for s in run.network.stages if s.layer.parameters(s.inputs)][:DEPTH]
    outputs = run.network.predict(run.prepared.train.values(slice(100)), hidden)
    return np.array([np.mean(np.square(y, dtype=np.float64)) for y in outputs])


def _found(family: tuple[Member, ...], squares: list[list[Array]], share: float, seed: int) -> Found:
    medians = [np.median(found, axis=0) for found in squares]
    findings = tuple(
        Finding(claim, (float(m[LATE - 1] / m[0]),)) for claim, m in zip(CLAIMS, medians, strict=True)
    )
    return Found(share, findings, _figure(family, medians, len(squares[0]), seed))


def _figure(family: tuple[Member, ...], medians: list[Array], seeds: int, seed: int) -> Figure:
    depth = np.arange(1, DEPTH + 1)
    lines = tuple(
        Line(member.name, depth, m / m[0], colour, style=style)
        for member, m, colour, style in zip(family, medians, palette.SERIES, palette.STYLES, strict=False)
    )
    caption = tr("{source} · digits · seeds {first}–{last}, median · 100 examples")
    plot = Plot(Axis(tr("Layer")), Axis(tr("Mean square over that of layer 1"), log=True), lines)
    return Figure(
        tr(XavierOrHe.title),
        caption.format(source=SOURCE, first=seed, last=seed + seeds - 1),
        (plot,),
    )
