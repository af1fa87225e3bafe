"""Remedy: gradients that are too long are cut, by their norm or each number by its value."""

from __future__ import annotations

from nnsim.base.text import mark, tr
from nnsim.engine.clippings.global_norm import ClipByGlobalNorm
from nnsim.engine.clippings.value import ClipByValue
from nnsim.lab import sick
from nnsim.lab.claim import Claim, absolute, factor
from nnsim.lab.experiment import Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.side_by_side import SideBySide

NORM, VALUE = 2.0, 0.05


@experiments.register
class GradientClipping(SideBySide):
    """An exploding network, its gradient left alone or cut in two ways."""

    key = "clipping"
    title = mark("Remedy: clipping the gradient")
    summary = mark(
        "First weights 2.5 times too large: the gradient grows from layer to layer on its way back, and every step"
        " jumps. Clipped to length 2, or each derivative to 0.05, the same network learns."
    )
    source = "Pascanu, Mikolov & Bengio 2013; Mikolov 2012"
    formula = "g ← g·θ/‖g‖ when ‖g‖ > θ;  gᵢ ← min(max(gᵢ, −θ), θ)"
    order = 150

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        return (
            Member(tr("Not clipped"), sick.exploding()),
            Member(tr("Clipped by norm"), sick.exploding(clipping=ClipByGlobalNorm(NORM))),
            Member(tr("Clipped by value"), sick.exploding(clipping=ClipByValue(VALUE))),
        )

    def accuracy(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("Validation accuracy of the exploding network: not clipped, clipped by norm, by value"),
            (0.10, 0.84, 0.85),
            absolute(0.05),
        )

    def fading(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("First gradient over last before training, before it is clipped: three times the same"),
            (21.0, 21.0, 21.0),
            factor(2),
        )
