"""Early stopping."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training

STEPS = 100
"""Steps without a better loss that are waited for at least."""


@cures.register
class EarlyStopping(Cure):
    """Training ends when validation gets no better, with the best weights."""

    key = "early_stopping"
    title = mark("Early stopping")
    summary = mark(
        "Ends training when the validation loss has not become better for some epochs, and puts the best weights back:"
        " what is learned by heart later does no harm."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.data is None or case.training.patience or not len(case.data.validation):
            return
        batch = case.training.batch_of(len(case.data.train))
        epochs = max(3, -(-STEPS * batch // max(1, len(case.data.train))))
        label = tr("Stop after {n} epochs without a better validation loss").format(n=epochs)
        yield on_training(self.key, label, patience=epochs)
