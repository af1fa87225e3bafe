"""Remedy: ReLU, leaky ReLU and ELU in place of sigmoids."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.engine.activations.elu import ELU
from nnsim.engine.activations.leaky_relu import LeakyReLU
from nnsim.engine.activations.relu import ReLU
from nnsim.lab import sick
from nnsim.lab.claim import Claim, absolute, factor
from nnsim.lab.experiment import Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.side_by_side import SideBySide


@experiments.register
class Rectifiers(SideBySide):
    """Sigmoids against three activations that do not saturate."""

    key = "rectifiers"
    title = mark("Remedy: ReLU, leaky ReLU, ELU")
    summary = mark(
        "The slope of a sigmoid is at most ¼, and six of them leave next to nothing of a gradient. Where the slope of"
        " the activation is 1, the same network learns."
    )
    source = "Glorot, Bordes & Bengio 2011; Maas et al. 2013; Clevert et al. 2016"
    formula = "σ′ ≤ ¼; ReLU′(z > 0) = 1"
    order = 110

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return (
            Member(tr("Sigmoid"), sick.vanishing()),
            Member(tr("ReLU"), sick.vanishing(ReLU())),
            Member(tr("Leaky ReLU"), sick.vanishing(LeakyReLU())),
            Member(tr("ELU"), sick.vanishing(ELU())),
        )

    def accuracy(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("Validation accuracy of 6 hidden layers with sigmoid, ReLU, leaky ReLU, ELU"),
            (0.10, 0.94, 0.94, 0.95),
            absolute(0.03),
        )

    def fading(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("First gradient over last before training with sigmoid, ReLU, leaky ReLU, ELU"),
            (3e-4, 2.0, 2.0, 1.5),
            factor(2),
        )
