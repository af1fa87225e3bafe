"""Weight decay."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.diagnosis.numerals import short

RATES = (0.01, 0.001, 0.1)


@cures.register
class WeightDecay(Cure):
    """Weights are kept small."""

    key = "weight_decay"
    title = mark("Weight decay")
    summary = mark("Pulls all weights towards 0: what is not needed for many examples goes away again.")
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        now = case.training.weight_decay
        for rate in RATES if case.training.rule.uses_optimizer else ():
            if rate > now:
                label = tr("Set weight decay to {rate}").format(rate=short(rate))
                yield on_training(self.key, label, weight_decay=rate)
