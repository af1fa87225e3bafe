"""Remedy: batch normalisation, as it was first shown on MNIST."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.document.building import Builder
from nnsim.document.project import Project
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.layers.activation import ActivationLayer
from nnsim.engine.layers.batch_norm import BatchNorm
from nnsim.engine.layers.dense import Dense
from nnsim.engine.layers.input import Input
from nnsim.engine.optimizers.sgd import SGD
from nnsim.lab.claim import Claim, absolute
from nnsim.lab.experiment import Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.side_by_side import SideBySide

SOURCE = "Ioffe & Szegedy 2015"
UNITS, LAYERS, BATCH, STEPS = 100, 3, 60, 500
EXAMPLES = 10_000
"""Of MNIST, from the beginning; more would only make measuring slow."""


@experiments.register
class BatchNormalisation(SideBySide):
    """Three sigmoid layers of 100, without and with batch normalisation, 500 steps."""

    key = "batch_normalisation"
    title = mark("Remedy: batch normalisation")
    summary = mark(
        "Weights from N(0, 0.05²) leave the sums of three sigmoid layers almost the same for every digit, and 500 steps"
        " teach nothing. Brought to mean 0 and spread 1 over every batch, they do."
    )
    source = SOURCE
    formula = "y = γ·(x − μ) / √(σ² + ε) + β"
    order = 120

    needs_pictures = True
    epochs, steps = 0, STEPS

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return (
            Member(tr("Without"), _project(pictures, normalised=False)),
            Member(tr("With batch normalisation"), _project(pictures, normalised=True)),
        )

    def accuracy(self, pictures: Pictures) -> Claim:
        published = (0.10, 0.91)
        return Claim(
            mark(
                "Validation accuracy of 3 sigmoid layers after 500 steps, without and with batch normalisation"
            ),
            published if pictures.are_mnist else (0.10, 0.96),
            absolute(0.03),
            SOURCE,
            self.seeds,
            own=not pictures.are_mnist,
        )


def _project(pictures: Pictures, *, normalised: bool) -> Project:
    first = Normal(0.05)
    net = Builder()
    end = net.add(Input())
    for _ in range(LAYERS):
        if normalised:
            sums = net.add(BatchNorm(), net.add(Dense(UNITS, initializer=first), end))
            end = net.add(ActivationLayer(Sigmoid()), sums)
        else:
            end = net.add(Dense(UNITS, Sigmoid(), first), end)
    net.add(Dense(10, initializer=first), end)
    data = DataSettings(pictures.first(EXAMPLES), scaling="none")
    return net.project(data, learning_rate=0.5, batch=BATCH, optimizer=SGD())
