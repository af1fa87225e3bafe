"""Weights that are too large: signals and gradients grow in every layer, until a number is none; one look says where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.sgd import SGD
from nnsim.figures.figure import Array, Axis, Figure
from nnsim.lab.by_layer import layer_plot
from nnsim.lab.caption import experiment_caption
from nnsim.lab.claim import Claim, Finding, absolute, relative
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.redrawn import Redrawn
from nnsim.training.quantities import OUTPUT_GRADIENT

DEPTH, WIDTH, EXAMPLES, SEEDS = 60, 128, 64, 20
LOOK = 20
"""Layers whose growth is looked at to say where numbers end."""
GAINS = (1.0, 1.5, 5.0)
LARGEST = float(np.finfo(np.float32).max)
SOURCE = "He et al. 2015"
NAMES = (mark("He's weights"), mark("1.5 times as large"), mark("5 times as large"))
SIGNALS = Claim(
    mark("60 ReLU layers of 128: a layer multiplies the signal by, at 1, 1.5 and 5 times He's weights"),
    GAINS,
    relative(0.05),
    SOURCE,
    SEEDS,
)
GRADIENTS = Claim(
    mark(
        "60 ReLU layers of 128: going back, a layer multiplies the gradient by, at 1 and 1.5 times He's weights"
    ),
    GAINS[:2],
    relative(0.05),
    SOURCE,
    SEEDS,
)
ONSET = mark(
    "5 times He's weights: layer of the first infinite number, predicted from the growth of the first 20 layers"
)
NAN = Claim(
    mark("5 times He's weights: layers from the first infinite number to the first NaN, ∞ − ∞"),
    (1.0,),
    absolute(1.0),
    "IEEE 754",
    SEEDS,
)


@experiments.register
class Exploding(Experiment):
    """Twins of sixty layers whose weights are once, one and a half times and five times He's."""

    key = "exploding"
    title = mark("Exploding with large weights")
    summary = mark(
        "Weights g times He's multiply the signal by g in every layer, and the gradient on its way back. Where a number"
        " grows beyond 3·10³⁸ it is infinite, ∞ − ∞ is none (NaN), and the growth of a few layers tells where."
    )
    source = SOURCE
    formula = "rms(y(l)) ∝ gˡ;  first ∞ where gˡ·max|y(0)| > 3.4·10³⁸"
    order = 40

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(Member(tr(n), _project(g)) for n, g in zip(NAMES, GAINS, strict=True))

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        looks = [_Look(Redrawn(member.project, looks_only=True)) for member in self.family(pictures)]
        for k in range(SEEDS):
            for look, gain in zip(looks, GAINS, strict=True):
                look.at(seed + k, trains=gain < GAINS[-1])
            yield _found(looks, (k + 1) / SEEDS, seed)


def _project(gain: float) -> Project:
    layers = [Dense(WIDTH, ReLU(), HeNormal(gain)) for _ in range(DEPTH)]
    data = DataSettings(Digits(layout="flat"))
    return chain(Input(), *layers, Dense(10), data=data, batch=EXAMPLES, optimizer=SGD(), learning_rate=1e-30)


@dataclass
class _Look:
    """One network, and what was seen of it from every seed."""

    network: Redrawn
    sizes: list[Array] = field(default_factory=list)
    """Root mean squares of the layers' outputs, NaN from the first infinite number on."""
    onsets: list[tuple[float, float, float]] = field(default_factory=list)
    """Layer of the first infinite number as predicted and as met, and that of the first NaN."""
    gradients: list[Array] = field(default_factory=list)

    def at(self, seed: int, *, trains: bool) -> None:
        """Look at the network of a seed, and at its gradient where it has one."""
        hidden = [s.id for s in self.network.run.network.stages if s.layer.key == "dense"][:DEPTH]
        with np.errstate(over="ignore", invalid="ignore"):
            outputs = self.network.outputs(seed, hidden, EXAMPLES)
        finite = np.array([bool(np.isfinite(y).all()) for y in outputs])
        with np.errstate(invalid="ignore"):
            squares = [np.mean(np.square(y, dtype=np.float64)) for y in outputs]
        self.sizes.append(np.where(finite, np.sqrt(squares), np.nan))
        if trains:
            self.gradients.append(self.network.of(OUTPUT_GRADIENT, self.network.first_readings(seed))[:DEPTH])
        else:
            none = np.array([bool(np.isnan(y).any()) for y in outputs])
            self.onsets.append((_predicted(outputs), _first(~finite), _first(none)))

    def growth(self) -> float:
        """Return by what a layer multiplies the signal, the median of the seeds."""
        return float(np.median([_per_layer(row[np.isfinite(row)]) for row in self.sizes]))


def _per_layer(values: Array) -> float:
    """Return the geometric mean of the growth from one to the next."""
    return float((values[-1] / values[0]) ** (1 / (len(values) - 1)))


def _first(flags: Array) -> float:
    """Return the number of the first layer with a flag, NaN where none has."""
    return float(np.argmax(flags)) + 1 if flags.any() else float("nan")


def _predicted(outputs: list[Array]) -> float:
    """Return the layer in which the largest number will overflow, from the growth of the first layers."""
    largest = np.array([np.max(np.abs(y)) for y in outputs[:LOOK]], np.float64)
    left = np.log(LARGEST / largest[-1]) / np.log(_per_layer(largest))
    return float(LOOK + np.ceil(left))


def _found(looks: list[_Look], share: float, seed: int) -> Found:
    backwards = tuple(
        float(np.median([_per_layer(row[::-1]) for row in look.gradients])) for look in looks[:2]
    )
    predicted, met, none = np.median(np.array(looks[-1].onsets), axis=0)
    onset = Claim(ONSET, (float(predicted),), absolute(2), mark("one look at 20 layers"), SEEDS)
    findings = (
        Finding(SIGNALS, tuple(look.growth() for look in looks)),
        Finding(GRADIENTS, backwards),
        Finding(onset, (float(met),)),
        Finding(NAN, (float(none - met),)),
    )
    names = [tr(name) for name in NAMES]
    signals = [np.array(look.sizes) for look in looks]
    gradients = [np.array(look.gradients) / np.array(look.gradients)[:, -1:] for look in looks[:2]]
    plots = (
        layer_plot(Axis(tr("Root mean square of the outputs"), log=True), names, signals),
        layer_plot(Axis(tr("‖∂L/∂output‖ over that of layer 60"), log=True), names[:2], gradients),
    )
    caption = experiment_caption(
        SOURCE, seed, len(looks[0].sizes), tr("our own digits"), tr("before training")
    )
    return Found(share, findings, Figure(tr(Exploding.title), caption, plots, (860.0, 430.0)))
