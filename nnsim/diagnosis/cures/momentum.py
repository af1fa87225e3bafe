"""Momentum."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.engine.optimizers.momentum import Momentum as WithMomentum
from nnsim.engine.optimizers.sgd import SGD

USUAL = 0.9


@cures.register
class UseMomentum(Cure):
    """Steps that go on in the direction of those before."""

    key = "momentum"
    title = mark("Momentum")
    summary = mark(
        "Lets a step go on in the direction of those before: it gets through flat places, and swings less."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        optimizer = case.training.optimizer
        if isinstance(optimizer, SGD):
            label = tr("Use momentum {value}").format(value=f"{USUAL:g}")
            yield on_training(self.key, label, optimizer=WithMomentum(USUAL))
        elif isinstance(optimizer, WithMomentum) and optimizer.momentum > USUAL:
            label = tr("Lower the momentum to {value}").format(value=f"{USUAL:g}")
            yield on_training(self.key, label, optimizer=type(optimizer)(USUAL))
            yield on_training(self.key, tr("Take the momentum away"), optimizer=SGD())
