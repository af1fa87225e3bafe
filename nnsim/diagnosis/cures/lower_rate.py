"""A lower learning rate."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.diagnosis.numerals import short

FACTORS = (10, 100, 3, 1000)


@cures.register
class LowerRate(Cure):
    """Shorter steps."""

    key = "lower_rate"
    title = mark("A lower learning rate")
    summary = mark("Makes steps shorter: they no longer jump over what they are to find, nor away from it.")
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        rate = case.training.learning_rate
        for factor in FACTORS if rate > 0 else ():
            lower = float(f"{rate / factor:.2g}")
            if factor == FACTORS[-1] and lower < 1e-4:
                return
            label = tr("Lower the learning rate to {rate}").format(rate=short(lower))
            yield on_training(self.key, label, learning_rate=lower)
