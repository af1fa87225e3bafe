"""Remedy: weights that are too large decay."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.lab import sick
from nnsim.lab.claim import Claim, absolute
from nnsim.lab.experiment import Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.side_by_side import SideBySide

DECAY = 0.01


@experiments.register
class WeightDecay(SideBySide):
    """An exploding network, without and with a penalty on its weights."""

    key = "weight_decay"
    title = mark("Remedy: weight decay")
    summary = mark(
        "Gradients explode because the weights are too large. A penalty λ/2·‖W‖² shrinks them a little at every step,"
        " until the gradient has a sensible size and the network learns."
    )
    source = "Krogh & Hertz 1991; Pascanu, Mikolov & Bengio 2013"
    formula = "W ← (1 − ηλ)·W − η·∂L/∂W"
    order = 160

    epochs = 40

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return (
            Member(tr("Without"), sick.exploding()),
            Member(tr("With weight decay"), sick.exploding(weight_decay=DECAY)),
        )

    def accuracy(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("Validation accuracy of the exploding network without and with weight decay of 0.01"),
            (0.10, 0.85),
            absolute(0.10),
        )
