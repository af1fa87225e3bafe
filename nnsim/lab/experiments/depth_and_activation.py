"""What twenty layers make of a gradient, by their activation: sigmoid, tanh, ReLU, SELU."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activation import Activation
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.activations.selu import SELU
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.initializer import Initializer
from nnsim.engine.initializers.he import HeNormal
from nnsim.engine.initializers.lecun import LeCunNormal
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

DEPTH, WIDTH, SEEDS = 20, 128, 20
SOURCE = "Schoenholz et al. 2017"
PARTS: tuple[tuple[str, Activation, Initializer], ...] = (
    (mark("Sigmoid"), Sigmoid(), LeCunNormal()),
    (mark("Tanh"), Tanh(), LeCunNormal()),
    (mark("ReLU"), ReLU(), HeNormal()),
    (mark("SELU"), SELU(), LeCunNormal()),
)
CLAIM = mark("20 layers: a layer multiplies the gradient by √χ₁: sigmoid, tanh, ReLU, SELU")
EXPECTED = (0.236, 0.952, 1.0, 1.063)
"""Geometric means of √χ₁ over layers 2 to 20 of infinitely wide networks, for inputs of these digits' size."""


@experiments.register
class DepthAndActivation(Experiment):
    """One pass before training through twins that differ in nothing but their activation."""

    key = "depth_and_activation"
    title = mark("Depth and activation")
    summary = mark(
        "Going back through a layer of sigmoids a gradient loses three quarters, so that of twenty layers the first"
        " gets nothing. Tanh loses a few per cent a layer, ReLU with He's initialisation none, and SELU wins some."
    )
    source = SOURCE
    formula = "χ₁ = σ_w²·E[f′(√q·z)²],  z ~ N(0, 1)"
    order = 20

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(Member(tr(name), _project(f, weights)) for name, f, weights in PARTS)

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        for done, norms in enumerate(first_gradients(self.family(pictures), seed, SEEDS, DEPTH), start=1):
            yield _found(norms, done / SEEDS, seed)


def _project(activation: Activation, weights: Initializer) -> Project:
    layers = [Dense(WIDTH, activation, weights) for _ in range(DEPTH)]
    data = DataSettings(Digits(layout="flat"))
    return chain(Input(), *layers, Dense(10), data=data, batch=100, optimizer=SGD(), learning_rate=0.01)


def _found(norms: list[Array], share: float, seed: int) -> Found:
    factors = tuple(float(np.median((found[:, 0] / found[:, -1]) ** (1 / (DEPTH - 1)))) for found in norms)
    over = ", ".join(f"{np.median(found[:, 0] / found[:, -1]):.2g}" for found in norms)
    note = tr("The first of the layers gets so much of what the last gets: {numbers}.").format(numbers=over)
    finding = Finding(Claim(CLAIM, EXPECTED, relative(0.03), SOURCE, SEEDS), factors, note)
    names = [tr(name) for name, _, _ in PARTS]
    shares = [found / found[:, -1:] for found in norms]
    plot = layer_plot(Axis(tr("‖∂L/∂output‖ over that of layer 20"), log=True), names, shares)
    caption = experiment_caption(SOURCE, seed, len(norms[0]), tr("our own digits"), tr("before training"))
    return Found(share, (finding,), Figure(tr(DepthAndActivation.title), caption, (plot,)))
