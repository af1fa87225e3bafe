"""Remedy: layers that were taught before, one by one, and then only need to be tuned."""

from __future__ import annotations

from functools import partial

from nnsim.base.text import mark, tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.sources.digits import Digits
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.layers.dense import Dense
from nnsim.lab import sick
from nnsim.lab.claim import Claim, absolute, factor
from nnsim.lab.experiment import Member, experiments
from nnsim.lab.pictures import Pictures
from nnsim.lab.pretraining import autoencoders, pretrained
from nnsim.lab.side_by_side import SideBySide

PIXELS = 64


@experiments.register
class Pretraining(SideBySide):
    """Six sigmoid layers, from random weights and from those of six autoencoders."""

    key = "pretraining"
    title = mark("Remedy: pre-training and fine-tuning")
    summary = mark(
        "Each layer in turn is taught to keep enough of a digit to rebuild its pixels, the layers before it frozen."
        " From these weights on, the network that learned nothing from random ones is tuned in 20 epochs."
    )
    source = "Hinton & Salakhutdinov 2006; Bengio et al. 2007"
    formula = "min ‖x − (V·hₖ + c)‖² for k = 1 … 6, then min L"
    order = 100

    def family(self, pictures: Pictures) -> tuple[Member, ...]:
        hidden = [Dense(sick.UNITS, Sigmoid())] * sick.SIGMOID_LAYERS
        data = DataSettings(Digits(layout="flat", asked="pixels"))
        stages = autoencoders(hidden, data, PIXELS)
        return (
            Member(tr("Pre-trained"), sick.vanishing(), partial(pretrained, stages)),
            Member(tr("From random weights"), sick.vanishing()),
        )

    def accuracy(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("Validation accuracy of 6 sigmoid layers from pre-trained and from random weights"),
            (0.91, 0.10),
            absolute(0.03),
        )

    def fading(self, pictures: Pictures) -> Claim:
        return self.ours(
            mark("First gradient over last at the first step, from pre-trained and from random weights"),
            (0.25, 3e-4),
            factor(2),
        )
