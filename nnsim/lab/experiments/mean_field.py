"""Order, chaos and the line between: what a layer multiplies a gradient by, predicted and simulated."""

from __future__ import annotations

from collections.abc import Iterator

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
from nnsim.engine.optimizers.sgd import SGD
from nnsim.figures.figure import Array, Axis, Figure
from nnsim.lab.by_layer import layer_plot
from nnsim.lab.caption import experiment_caption
from nnsim.lab.claim import Claim, Finding, relative
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.redrawn import first_gradients

DEPTH, WIDTH, SEEDS = 60, 250, 20
FIRST, LAST = 10, DEPTH - 3
"""Layers of the fit: where the variance has settled, and the output is not felt."""
BIAS_VARIANCE = 0.05
WEIGHT_VARIANCES = (1.0, 1.7, 2.5)
EXPECTED = (0.759, 0.987, 1.134)
NAMES = (mark("order, σ_w² = 1"), mark("near the line, σ_w² = 1.7"), mark("chaos, σ_w² = 2.5"))
SOURCE = "Schoenholz et al. 2017"
CLAIM = mark("60 tanh layers, σ_b² = .05: a layer multiplies ‖gradient‖² by χ₁ at σ_w² = 1, 1.7, 2.5")


@experiments.register
class MeanField(Experiment):
    """The slope of the gradient over depth in three networks that differ in the size of their weights."""

    key = "mean_field"
    title = mark("Order and chaos: χ₁ by simulation")
    summary = mark(
        "Going back through a layer, a squared gradient is multiplied by χ₁: below 1 it vanishes, above 1 it explodes,"
        " and only on the line between both do very deep networks learn. Theory gives χ₁ of infinitely wide layers."
    )
    source = "Poole et al. 2016; Schoenholz et al. 2017"
    formula = "χ₁ = σ_w²·E[tanh′(√q·z)²],  q = σ_w²·E[tanh(√q·z)²] + σ_b²"
    order = 50

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(Member(tr(n), _project(w)) for n, w in zip(NAMES, WEIGHT_VARIANCES, strict=True))

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        for done, norms in enumerate(first_gradients(self.family(pictures), seed, SEEDS, DEPTH), start=1):
            yield _found(norms, done / SEEDS, seed)


def _project(weight_variance: float) -> Project:
    layer = Dense(
        WIDTH, Tanh(), LeCunNormal(weight_variance**0.5), bias_initializer=Normal(BIAS_VARIANCE**0.5)
    )
    data = DataSettings(Digits(layout="flat"))
    layers = [layer] * DEPTH
    return chain(Input(), *layers, Dense(10), data=data, batch=32, optimizer=SGD(), learning_rate=0.001)


def _chi(norms: Array) -> float:
    """Return exp of the slope of log ‖gradient‖², (layers,), towards the input, in the middle of the network."""
    layers = np.arange(FIRST, LAST + 1)
    return float(np.exp(-np.polyfit(layers, 2 * np.log(norms[FIRST - 1 : LAST]), 1)[0]))


def _found(norms: list[Array], share: float, seed: int) -> Found:
    measured = tuple(float(np.median([_chi(row) for row in found])) for found in norms)
    finding = Finding(Claim(CLAIM, EXPECTED, relative(0.04), SOURCE, SEEDS), measured)
    shares = [found / found[:, -1:] for found in norms]
    names = [tr(name) for name in NAMES]
    plot = layer_plot(Axis(tr("‖∂L/∂output‖ over that of layer 60"), log=True), names, shares)
    width = tr("{n} units a layer").format(n=WIDTH)
    caption = experiment_caption(SOURCE, seed, len(norms[0]), width, tr("before training"))
    return Found(share, (finding,), Figure(tr(MeanField.title), caption, (plot,)))
