"""Less that keeps the weights small."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training

SHARE = 100


@cures.register
class LessRegularisation(Cure):
    """No penalties, or a hundredth of them."""

    key = "less_regularisation"
    title = mark("Less regularisation")
    summary = mark(
        "Takes penalties on weights away, or most of them, where they hold back what is to be learned."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        training = case.training
        if not (training.weight_decay or training.l1 or training.max_norm):
            return
        label = tr("Take weight decay, L1 and max-norm away")
        yield on_training(self.key, label, weight_decay=0.0, l1=0.0, max_norm=0.0)
        if training.weight_decay or training.l1:
            yield on_training(
                self.key,
                tr("Weight decay and L1 at a hundredth"),
                weight_decay=training.weight_decay / SHARE,
                l1=training.l1 / SHARE,
            )
