"""Which networks learn, by depth and by the size of their first weights: a ridge along the edge of chaos."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializers.lecun import LeCunNormal
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.mean_field import critical_weight_variance, depth_scale
from nnsim.engine.optimizers.sgd import SGD
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, ColourBar, Figure, Image, Line, Plot
from nnsim.lab.claim import Claim, Finding, absolute
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.running import begin
from nnsim.lab.side_by_side import advance_to
from nnsim.training.divergence import DivergedError
from nnsim.training.run import Run

BIAS_VARIANCE = 0.05
DEPTHS = np.arange(4, 33, 4)
SPREADS = np.arange(6, 27, 2) / 10
"""σ_w of the columns."""
WIDTH, BATCH, RATE, STEPS = 50, 32, 0.05, 300
DEEP, VERY_DEEP = 16, 24
"""From here on a network counts as deep: near to the edge, and far from it."""
NEAR, FAR = 0.15, 0.6
"""So near to the critical σ_w, and at least so far from it, are networks that count as near and far."""
SCALES = 6
"""Networks of up to so many depth scales ξ can be trained, Schoenholz et al. 2017."""
SOURCE = "Schoenholz et al. 2017"
LINE = {0.0: 1.0, 0.05: 1.7610, 0.1: 1.9861, 0.3: 2.5051, 1.0: 3.4430}
CLAIMS = (
    Claim(
        mark(
            "Training accuracy after 300 steps: 16 to 32 tanh layers near the edge, 24 to 32 layers far from it"
        ),
        (0.83, 0.10),
        absolute(0.15),
        SOURCE,
        own=True,
    ),
    Claim(
        mark("Critical σ_w² of tanh at σ_b² = 0, 0.05, 0.1, 0.3, 1"),
        tuple(LINE.values()),
        absolute(1e-3),
        "Poole et al. 2016; Schoenholz et al. 2017",
        seeds=0,
    ),
)


@experiments.register
class OrderAndChaos(Experiment):
    """A map of networks, each trained for 300 steps; every cell opens its network."""

    key = "order_and_chaos"
    title = mark("Order and chaos: a map of networks")
    summary = mark(
        "With small weights all inputs become one on their way through the layers, with large ones neighbours are torn"
        " apart. Both leave nothing to learn from; only along the edge between them deep networks learn."
    )
    source = SOURCE
    formula = "χ₁ = σ_w²·E[tanh′(√q·z)²] = 1;  learns up to 6ξ layers,  ξ = 1/|ln χ₁|"
    order = 55

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(
            Member(tr(name), _project(int(DEPTHS[-1]), spread))
            for name, spread in (
                (mark("Order: σ_w = 0.6, 32 layers"), 0.6),
                (mark("Edge: σ_w = 1.4, 32 layers"), 1.4),
                (mark("Chaos: σ_w = 2.6, 32 layers"), 2.6),
            )
        )

    def behind(self, x: float, y: float, pictures: Pictures) -> Member | None:
        column, row = round((x - SPREADS[0]) / _step(SPREADS)), round((y - DEPTHS[0]) / _step(DEPTHS))
        if not (0 <= column < len(SPREADS) and 0 <= row < len(DEPTHS)):
            return None
        depth, spread = int(DEPTHS[row]), float(SPREADS[column])
        name = tr("{n} layers, σ_w = {spread}").format(n=depth, spread=f"{spread:g}")
        return Member(name, _project(depth, spread))

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        accuracy = np.full((len(DEPTHS), len(SPREADS)), np.nan)
        # Shallow ones first: they take least, and a map is there at once.
        done, work = 0, int(DEPTHS.sum()) * len(SPREADS)
        for row, depth in enumerate(DEPTHS.tolist()):
            for column, spread in enumerate(SPREADS.tolist()):
                accuracy[row, column] = _learned(begin(_project(depth, spread), seed))
                done += depth
                yield _found(accuracy, done / work, seed)


def _project(depth: int, spread: float) -> Project:
    hidden = Dense(WIDTH, Tanh(), LeCunNormal(spread), bias_initializer=Normal(BIAS_VARIANCE**0.5))
    data = DataSettings(Digits(layout="flat"))
    layers = [hidden] * depth
    return chain(Input(), *layers, Dense(10), data=data, batch=BATCH, learning_rate=RATE, optimizer=SGD())


def _learned(run: Run) -> float:
    """Return the training accuracy after 300 steps, or at the last checkpoint before it diverged."""
    try:
        advance_to(run, STEPS)
    except DivergedError:
        run.take_points()
    return dict(run.evaluate().metrics)["train_accuracy"]


def _found(accuracy: Array, share: float, seed: int) -> Found:
    if share < 1:
        return Found(share, figure=_figure(accuracy, seed))
    edge = critical_weight_variance(Tanh(), BIAS_VARIANCE) ** 0.5
    off = np.abs(SPREADS - edge)
    near, far = accuracy[DEPTHS >= DEEP][:, off <= NEAR], accuracy[DEPTHS >= VERY_DEEP][:, off >= FAR]
    means = float(near.mean()), float(far.mean())
    line = tuple(critical_weight_variance(Tanh(), b) for b in LINE)
    findings = tuple(Finding(claim, found) for claim, found in zip(CLAIMS, (means, line), strict=True))
    return Found(share, findings, _figure(accuracy, seed))


def _figure(accuracy: Array, seed: int) -> Figure:
    half_x, half_y = _step(SPREADS) / 2, _step(DEPTHS) / 2
    extent = (SPREADS[0] - half_x, SPREADS[-1] + half_x, DEPTHS[0] - half_y, DEPTHS[-1] + half_y)
    table = palette.lookup(palette.RAMP)
    image = Image(
        tr("Training accuracy"),
        accuracy.copy(),
        palette.coloured(accuracy, (0.0, 1.0), table),
        extent,
        bar=ColourBar(tr("Training accuracy"), (0.0, 1.0), palette.RAMP),
        smooth=False,
        row_names=tuple(tr("{n} layers").format(n=depth) for depth in DEPTHS.tolist()),
        column_values=SPREADS,
    )
    x, reach = _reach()
    shown = np.where((reach >= extent[2]) & (reach <= extent[3]), reach, np.nan)
    line = Line(tr("6 ξ, theory"), x, shown, "#ffffff", width=2.0, values=reach)
    caption = tr(
        "{source} · digits · σ_b² = {bias} · {width} units a layer, {steps} steps · seed {seed}"
    ).format(source=SOURCE, bias=BIAS_VARIANCE, width=WIDTH, steps=STEPS, seed=seed)
    plot = Plot(
        Axis(tr("Size of the first weights σ_w"), range=extent[:2]),
        Axis(tr("Layers"), range=extent[2:], ticks=tuple((float(d), str(d)) for d in DEPTHS.tolist())),
        (image, line),
        legend=False,
    )
    return Figure(tr(OrderAndChaos.title), caption, (plot,))


@cache
def _reach() -> tuple[Array, Array]:
    """Return σ_w, and 6ξ there: how deep a network can be trained by theory."""
    x = np.linspace(SPREADS[0] - 0.1, SPREADS[-1] + 0.1, 221)
    return x, np.array([SCALES * depth_scale(Tanh(), w * w, BIAS_VARIANCE) for w in x])


def _step(values: Array) -> float:
    return float(values[1] - values[0])
