"""A schedule that lets the learning rate fall."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_training
from nnsim.engine.schedules.cosine import CosineAnnealing
from nnsim.engine.schedules.plateau import ReduceOnPlateau

STEPS = 2000
"""Steps of a cosine where nobody says how many epochs are trained."""


@cures.register
class RateSchedule(Cure):
    """Long steps first, short ones at the end."""

    key = "rate_schedule"
    title = mark("A falling learning rate")
    summary = mark(
        "Begins with long steps and ends with short ones: what still jumps to and fro comes to rest."
    )
    begins_anew = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if not case.training.schedule.is_constant or case.data is None:
            return
        batch = case.training.batch_of(len(case.data.train))
        an_epoch = max(1, -(-len(case.data.train) // max(1, batch)))
        epochs = case.training.epochs or max(5, -(-STEPS // an_epoch))
        label = tr("Let the learning rate fall to 0 in {n} epochs").format(n=f"{epochs:,}")
        yield on_training(self.key, label, schedule=CosineAnnealing(epochs))
        label = tr("Lower the learning rate when the loss no longer falls")
        yield on_training(
            self.key, label, schedule=ReduceOnPlateau(gamma=0.3, patience=max(1, min(10, epochs // 20)))
        )
