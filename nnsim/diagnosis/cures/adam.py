"""Adam."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.diagnosis.numerals import short
from nnsim.engine.optimizers.adam import Adam

RATES = (0.003, 0.01, 0.001)
"""Learning rates that Adam does well with, the likeliest first."""


@cures.register
class UseAdam(Cure):
    """Steps by the size of each weight's own gradient."""

    key = "adam"
    title = mark("Adam")
    summary = mark(
        "Makes the step of every weight by the size of its own gradient: small gradients move weights as well, and"
        " the learning rate suits all of them."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        training = case.training
        if not training.rule.uses_optimizer:
            return
        for rate in RATES:
            if isinstance(training.optimizer, Adam) and training.learning_rate == rate:
                continue
            label = tr("Use Adam with the learning rate {rate}").format(rate=short(rate))
            yield on_training(self.key, label, optimizer=Adam(), learning_rate=rate)
