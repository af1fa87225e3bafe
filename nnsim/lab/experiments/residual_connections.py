"""Remedy: every layer is added to what went into it."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.lab import sick
from nnsim.lab.claim import Claim, absolute, factor
from nnsim.lab.experiment import Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.side_by_side import SideBySide


@experiments.register
class ResidualConnections(SideBySide):
    """Six sigmoid layers, without and with a way round each."""

    key = "residual_connections"
    title = mark("Remedy: residual connections")
    summary = mark(
        "With y = x + f(W·x) the gradient has a way round every layer on which nothing is lost. The sigmoids stay as"
        " they are, and the network learns."
    )
    source = "He et al. 2016"
    formula = "y = x + f(W·x);  ∂y/∂x = I + f′·W"
    order = 130

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        skipped = sick.vanishing(block=sick.with_skip(Dense(sick.UNITS, Sigmoid())))
        return (
            Member(tr("Without"), sick.vanishing()),
            Member(tr("With residual connections"), skipped),
        )

    def accuracy(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("Validation accuracy of 6 sigmoid layers without and with residual connections"),
            (0.10, 0.88),
            absolute(0.03),
        )

    def fading(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("First gradient over last before training, without and with residual connections"),
            (3e-4, 0.062),
            factor(2),
        )
