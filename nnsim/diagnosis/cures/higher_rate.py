"""A higher learning rate."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.diagnosis.numerals import short

FACTORS = (10, 100, 3, 1000)
MOST = 10.0
"""Rates beyond this are never of use."""


@cures.register
class HigherRate(Cure):
    """Longer steps."""

    key = "higher_rate"
    title = mark("A higher learning rate")
    summary = mark(
        "Makes steps longer, where the loss falls but so slowly that training would take too long."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        rate = case.training.learning_rate
        if rate <= 0:
            yield on_training(self.key, _label(0.01), learning_rate=0.01)
            return
        for factor in FACTORS:
            higher = float(f"{rate * factor:.2g}")
            if higher <= MOST:
                yield on_training(self.key, _label(higher), learning_rate=higher)


def _label(rate: float) -> str:
    return tr("Raise the learning rate to {rate}").format(rate=short(rate))
