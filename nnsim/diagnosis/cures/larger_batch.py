"""A larger batch."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training


@cures.register
class LargerBatch(Cure):
    """Steps of more examples."""

    key = "larger_batch"
    title = mark("A larger batch")
    summary = mark(
        "Makes a step of more examples: its direction is less a matter of chance, and batch norm can tell a mean."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.data is None or case.training.rule.whole_data:
            return
        examples = len(case.data.train)
        now = case.training.batch_of(examples)
        for size in dict.fromkeys((max(32, 4 * now), 128)):
            if now < size < examples:
                yield on_training(self.key, tr("Set the batch size to {n}").format(n=size), batch=size)
