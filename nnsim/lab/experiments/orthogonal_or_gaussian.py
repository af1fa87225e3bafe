"""First weights that are rotations let 60 layers learn as soon as two; Gaussian ones do not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.orthogonal import Orthogonal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.sgd import SGD
from nnsim.figures import palette
from nnsim.figures.figure import Axis, Figure, Line, Plot
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.running import Begun
from nnsim.lab.side_by_side import advance_to, validation_accuracy
from nnsim.training.divergence import DivergedError
from nnsim.training.run import Run

DEPTHS = (2, 5, 10, 20, 60)
CLAIMED = (0, 3, 4)
"""Places in `DEPTHS` that the claim is about."""
WIDTH, BATCH, RATE, STEPS, SEEDS = 64, 64, 0.03, 100, 20
SOURCE = "Saxe et al. 2013"
KINDS: tuple[tuple[str, Initializer], ...] = (
    (mark("Gaussian"), LeCunNormal()),
    (mark("Orthogonal"), Orthogonal()),
)
CLAIM = Claim(
    mark(
        "Validation accuracy of 2, 20, 60 tanh layers after 100 steps: three of Gaussian, three of orthogonal weights"
    ),
    (0.77, 0.75, 0.34, 0.78, 0.89, 0.86),
    absolute(0.08),
    SOURCE,
    SEEDS,
    own=True,
)


@experiments.register
class OrthogonalOrGaussian(Experiment):
    """Two kinds of first weights at 2 to 60 layers."""

    key = "orthogonal_or_gaussian"
    title = mark("Orthogonal or Gaussian, 2 to 60 layers")
    summary = mark(
        "Gaussian matrices keep the length of a signal on the average, but a product of many stretches one direction and"
        " loses the others. Rotations keep every direction, and 60 layers learn as soon as two."
    )
    source = SOURCE
    formula = "WᵀW = I;  Gaussian: Var w = 1/nᵢₙ"
    order = 65

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        called = tr("{kind}, {n} layers")
        return tuple(
            Member(called.format(kind=tr(name), n=DEPTHS[-1]), _project(DEPTHS[-1], first))
            for name, first in KINDS
        )

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        begun = [Begun(_project(depth, first)) for depth in DEPTHS for _, first in KINDS]
        found: list[list[float]] = [[] for _ in begun]
        work, done = sum(DEPTHS) * len(KINDS) * SEEDS, 0
        for k in range(SEEDS):
            for i, runs in enumerate(begun):
                found[i].append(_learned(runs.at(seed + k)))
                done += DEPTHS[i // len(KINDS)]
                yield _found(found, done / work, seed)


def _project(depth: int, first: Initializer) -> Project:
    hidden = [Dense(WIDTH, Tanh(), first)] * (depth - 1)
    data = DataSettings(Digits(layout="flat"))
    return chain(
        Input(),
        *hidden,
        Dense(10, initializer=first),
        data=data,
        batch=BATCH,
        learning_rate=RATE,
        optimizer=SGD(),
    )


def _learned(run: Run) -> float:
    """Return the validation accuracy after 100 steps, or at the last checkpoint before it diverged."""
    try:
        advance_to(run, STEPS)
    except DivergedError:
        run.take_points()
    return validation_accuracy(run)


def _found(found: list[list[float]], share: float, seed: int) -> Found:
    """Return what can be said of the accuracies of all seeds, by depth and kind."""
    findings: tuple[Finding, ...] = ()
    if all(found):
        medians = [float(np.median(found[d * len(KINDS) + i])) for i in range(len(KINDS)) for d in CLAIMED]
        findings = (Finding(CLAIM, tuple(medians)),)
    return Found(share, findings, _figure(found, seed))


def _figure(found: list[list[float]], seed: int) -> Figure:
    lines = []
    for i, (name, _) in enumerate(KINDS):
        bands = [np.quantile(of_one, (0.25, 0.5, 0.75)) for of_one in found[i :: len(KINDS)] if of_one]
        if bands:
            low, middle, high = np.array(bands).T
            depths = np.array(DEPTHS[: len(bands)], float)
            lines.append(Line(tr(name), depths, middle, palette.SERIES[i], low, high, palette.STYLES[i]))
    caption = tr("{source} · digits · {n} steps · seeds {first}–{last}, median and middle half").format(
        source=SOURCE, n=STEPS, first=seed, last=seed + len(found[0]) - 1
    )
    accuracy = Axis(tr("Validation accuracy"), range=(0.0, 1.0))
    plot = Plot(Axis(tr("Layers")), accuracy, tuple(lines))
    return Figure(tr(OrthogonalOrGaussian.title), caption, (plot,))
