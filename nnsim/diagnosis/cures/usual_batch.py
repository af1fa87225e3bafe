"""A usual batch size."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training

SIZES = (32, 16)


@cures.register
class UsualBatch(Cure):
    """Neither all examples nor one."""

    key = "usual_batch"
    title = mark("A usual batch size")
    summary = mark(
        "Makes a step of some tens of examples: many steps in an epoch, and each of them of some certainty."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.data is None or case.training.rule.whole_data:
            return
        now, examples = case.training.batch_of(len(case.data.train)), len(case.data.train)
        for size in SIZES:
            if size != now and size < examples:
                label = tr("Set the batch size to {n}").format(n=size)
                yield on_training(self.key, label, batch=size)
