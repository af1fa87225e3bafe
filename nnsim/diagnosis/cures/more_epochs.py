"""Longer training."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training

TIMES = (5, 20)


@cures.register
class MoreEpochs(Cure):
    """Training goes on where it was ended too early."""

    key = "more_epochs"
    title = mark("More epochs")
    summary = mark("Trains longer, where training ended while the loss was still falling.")
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        training = case.training
        if training.epochs:
            for times in TIMES:
                epochs = times * training.epochs
                label = tr("Train for {n} epochs").format(n=f"{epochs:,}")
                yield on_training(self.key, label, epochs=epochs)
        if training.patience:
            label = tr("Wait {n} epochs for a better validation loss").format(n=f"{10 * training.patience:,}")
            yield on_training(self.key, label, patience=10 * training.patience)
