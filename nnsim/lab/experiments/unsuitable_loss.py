"""A neuron that is wrong and sure of it learns slowly from the squared error, and fast from cross-entropy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.truth_table import TruthTable
from nnsim.document.building import chain
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.loss import Loss
from nnsim.engine.losses.bce import BinaryCrossEntropy
from nnsim.engine.losses.mse import MeanSquaredError
from nnsim.engine.optimizers.sgd import SGD
from nnsim.figures import palette
from nnsim.figures.figure import Array, Axis, Figure, Line, Plot, Style
from nnsim.lab.caption import experiment_caption
from nnsim.lab.claim import Claim, Finding, absolute, relative
from nnsim.lab.experiment import Experiment, Found, Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.redrawn import steps
from nnsim.lab.running import begin
from nnsim.training.quantities import GRADIENT

EPOCHS = 300
SOURCE = "Nielsen 2015, ch. 3"
SQUARED, ENTROPY = MeanSquaredError("half_sum"), BinaryCrossEntropy()
NEARLY, BADLY = 0.6 + 0.9, 2.0 + 2.0
"""Weighted sums at the beginning: the author's weight plus his bias."""


@dataclass(frozen=True)
class _Case:
    """One neuron: its loss, its first weighted sum, and its rate, twice that of the author."""

    words: str
    loss: Loss
    start: float
    rate: float


CASES = (
    _Case(mark("squared error, begins at .82"), SQUARED, NEARLY, 2 * 0.15),
    _Case(mark("squared error, begins at .98"), SQUARED, BADLY, 2 * 0.15),
    _Case(mark("cross-entropy, begins at .82"), ENTROPY, NEARLY, 2 * 0.005),
    _Case(mark("cross-entropy, begins at .98"), ENTROPY, BADLY, 2 * 0.005),
)
OUTPUTS = Claim(
    mark("one sigmoid that should say 0, squared error: output after 300 epochs from .82 and from .98"),
    (0.09, 0.20),
    absolute(0.005),
    SOURCE,
    0,
)
SLOPES = Claim(
    mark(
        "first gradient of the squared error over that of cross-entropy, which is the slope σ′(z), at .82 and at .98"
    ),
    tuple(float(np.exp(-z) / (1 + np.exp(-z)) ** 2) for z in (NEARLY, BADLY)),
    relative(1e-6),
    mark("exact"),
    0,
)


@experiments.register
class UnsuitableLoss(Experiment):
    """One neuron that begins nearly right or badly wrong, with both losses."""

    key = "unsuitable_loss"
    title = mark("A loss that does not suit")
    summary = mark(
        "The squared error passes its gradient through the slope of the sigmoid, which is flat where the neuron is badly"
        " wrong: it begins slowly, where it should learn most. With cross-entropy the slope cancels."
    )
    source = SOURCE
    formula = "squared error: ∂C/∂z = (y − t)·σ′(z); cross-entropy: ∂C/∂z = y − t"
    order = 15

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return tuple(Member(tr(case.words), _project(case)) for case in CASES)

    def run(self, seed: int, pictures: Pictures) -> Iterator[Found]:
        losses: list[Array] = []
        gradients: list[float] = []
        ends: list[float] = []
        for member in self.family(pictures):
            run = begin(member.project)
            rows = steps(run, EPOCHS)
            losses.append(rows[:, run.unreported.columns.loss])
            gradients.append(float(rows[0, run.unreported.columns.of(GRADIENT)[0]]))
            (said,) = run.network.probabilities(np.array([[1.0]]))
            ends.append(float(said[0, 0]))
            yield _found(losses, gradients, ends)


def _project(case: _Case) -> Project:
    """Return one weight on ±1 without a bias, which is the author's weight and bias on 1 moving together."""
    neuron = Dense(1, Sigmoid(), Constant(case.start), bias=False)
    data = DataSettings(TruthTable("not", "signs"))
    return chain(
        Input(),
        neuron,
        data=data,
        loss=case.loss,
        optimizer=SGD(),
        learning_rate=case.rate,
        batch=2,
        shuffle=False,
        precision="float64",
    )


def _found(losses: list[Array], gradients: list[float], ends: list[float]) -> Found:
    findings = []
    if len(ends) >= 2:
        note = tr(
            "The author's neuron has a weight and a bias for one example, which always move alike; here one weight on"
            " inputs of −1 and 1 does, at twice his rate."
        )
        findings.append(Finding(OUTPUTS, (ends[0], ends[1]), note))
    if len(gradients) == len(CASES):
        findings.append(Finding(SLOPES, (gradients[0] / gradients[2], gradients[1] / gradients[3])))
    return Found(len(losses) / len(CASES), tuple(findings), _figure(losses))


def _figure(losses: list[Array]) -> Figure:
    styles: tuple[Style, ...] = ("dashed", "solid")
    lines = [
        Line(tr(case.words), np.arange(len(loss)), loss, colour, style=styles[k % 2], width=2.0)
        for k, (case, loss, colour) in enumerate(zip(CASES, losses, palette.SERIES, strict=False))
    ]
    epoch, cost = Axis(tr("Epoch")), Axis(tr("Loss"))
    plots = [Plot(epoch, cost, tuple(lines[:2]), tr("Squared error, η = 0.15"))]
    if lines[2:]:
        plots.append(Plot(epoch, cost, tuple(lines[2:]), tr("Cross-entropy, η = 0.005")))
    caption = experiment_caption(SOURCE, 0, 0, tr("one neuron, nothing is drawn"))
    return Figure(tr(UnsuitableLoss.title), caption, tuple(plots), (860.0, 430.0))
