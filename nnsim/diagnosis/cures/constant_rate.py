"""A learning rate that stays as it is set."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.diagnosis.numerals import short
from nnsim.engine.schedules.constant import ConstantRate


@cures.register
class UseConstantRate(Cure):
    """No schedule, no warm-up."""

    key = "constant_rate"
    title = mark("A constant learning rate")
    summary = mark(
        "Takes the schedule away, where it lets the steps become too short before anything is learned."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if not case.training.schedule.is_constant or case.training.warm_up:
            label = tr("Keep the learning rate constant at {rate}").format(
                rate=short(case.training.learning_rate)
            )
            yield on_training(self.key, label, schedule=ConstantRate(), warm_up=0.0)
