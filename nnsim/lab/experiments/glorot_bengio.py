"""Why Xavier's initialisation is what it is: activations and gradients of five tanh layers, measured again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.random_labels import RandomLabels
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.lecun import LeCunUniform
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.sgd import SGD
from nnsim.figures.figure import Array, Axis, Figure
from nnsim.lab.by_layer import layer_plot
from nnsim.lab.caption import experiment_caption
from nnsim.lab.claim import Claim, Finding, relative
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.redrawn import Redrawn
from nnsim.training.quantities import OUTPUT_GRADIENT

LAYERS, WIDTH, FEATURES, EXAMPLES, SEEDS = 5, 1000, 784, 100, 20
SOURCE = "Glorot & Bengio 2010"
PARTS: tuple[tuple[str, Initializer], ...] = (
    (mark("standard, U(±1/√n)"), LeCunUniform(gain=3**-0.5)),
    (mark("normalised (Xavier)"), GlorotUniform()),
)
SPREADS = (
    (mark("standard: standard deviation of activations, layers 1–5"), (0.452, 0.244, 0.139, 0.079, 0.046)),
    (mark("normalised: standard deviation of activations, layers 1–5"), (0.600, 0.471, 0.402, 0.358, 0.323)),
)
RATIOS = (
    (mark("standard: gradient of layer 1 over that of layer 5"), 0.085),
    (mark("normalised: gradient of layer 1 over that of layer 5"), 0.44),
)


@experiments.register
class GlorotBengio(Experiment):
    """784-1000×5-10 with tanh and standardised inputs, before training."""

    key = "glorot_bengio"
    title = mark("Activations and gradients, Xavier 2010")
    summary = mark(
        "With weights from U(±1/√n), as was usual, activations halve from layer to layer and so do gradients on their"
        " way back. The normalised initialisation, called Xavier's ever since, keeps both almost as they are."
    )
    source = SOURCE
    formula = "standard: w ~ U(±1/√nᵢₙ); normalised: w ~ U(±√6/√(nᵢₙ + nₒᵤₜ))"
    order = 32

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(Member(tr(name), _project(weights)) for name, weights in PARTS)

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        networks = [Redrawn(member.project, looks_only=True) for member in self.family(pictures)]
        spreads: list[list[Array]] = [[] for _ in networks]
        norms: list[list[Array]] = [[] for _ in networks]
        for k in range(SEEDS):
            for place, network in enumerate(networks):
                tanhs = [s.id for s in network.run.network.stages if isinstance(s.layer, ActivationLayer)]
                outputs = network.outputs(seed + k, tanhs, EXAMPLES)
                spreads[place].append(np.array([y.std(dtype=np.float64) for y in outputs]))
                norms[place].append(network.of(OUTPUT_GRADIENT, network.first_readings(seed + k))[:LAYERS])
            done = [np.array(found) for found in spreads], [np.array(found) for found in norms]
            yield _found(*done, (k + 1) / SEEDS, seed)


def _project(weights: Initializer) -> Project:
    """Return the network; tanh stands beside its layer, so that gradients are those of the weighted sums."""
    hidden = [
        part for _ in range(LAYERS) for part in (Dense(WIDTH, initializer=weights), ActivationLayer(Tanh()))
    ]
    data = DataSettings(RandomLabels(points=EXAMPLES, features=FEATURES, classes=10), 0.0, 0.0)
    return chain(
        Input(),
        *hidden,
        Dense(10, initializer=weights),
        data=data,
        batch=EXAMPLES,
        optimizer=SGD(),
        learning_rate=0.01,
    )


def _found(spreads: list[Array], norms: list[Array], share: float, seed: int) -> Found:
    findings = []
    for (words, expected), found in zip(SPREADS, spreads, strict=True):
        claim = Claim(words, expected, relative(0.05), SOURCE, SEEDS)
        findings.append(Finding(claim, tuple(map(float, np.median(found, axis=0)))))
    for (words, ratio), found in zip(RATIOS, norms, strict=True):
        claim = Claim(words, (ratio,), relative(0.1), SOURCE, SEEDS)
        findings.append(Finding(claim, (float(np.median(found[:, 0] / found[:, -1])),)))
    names = [tr(name) for name, _ in PARTS]
    shares = [found / found[:, -1:] for found in norms]
    plots = (
        layer_plot(Axis(tr("Standard deviation of activations"), range=(0.0, 0.65)), names, spreads),
        layer_plot(Axis(tr("‖∂L/∂z‖ over that of layer 5"), log=True), names, shares),
    )
    caption = experiment_caption(SOURCE, seed, len(spreads[0]), "784-1000×5-10", tr("before training"))
    return Found(share, tuple(findings), Figure(tr(GlorotBengio.title), caption, plots, (860.0, 430.0)))
