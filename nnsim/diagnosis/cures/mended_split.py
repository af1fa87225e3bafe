"""A split in which training does not know what validation asks."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.splitters.in_order import InOrder
from nnsim.data.splitters.random_split import RandomSplit
from nnsim.data.steps.distinct import Distinct
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_data


@cures.register
class MendedSplit(Cure):
    """Equal rows once, by time where rows have one, else by chance with the same mixture of classes."""

    key = "mended_split"
    title = mark("Another split")
    summary = mark(
        "Deals the rows out so that validation asks what training has not seen: equal rows once, what comes later"
        " judged by what came before, and the same mixture of classes in all parts."
    )
    keeps_validation = False

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        data, settings = case.data, case.project.data
        if data is None or data.dataset.whole:
            return
        by_chance = isinstance(settings.splitter, RandomSplit)
        if not any(isinstance(step, Distinct) and step.active for step in settings.steps):
            once = (*settings.steps, Distinct())
            found = Distinct().apply(data.dataset)
            if len(found) < len(data.dataset):
                yield on_data(self.key, tr("Take equal rows once"), steps=once)
        if data.dataset.moments is not None and not isinstance(settings.splitter, ByTime):
            yield on_data(self.key, tr("Split by time"), splitter=ByTime())
        elif data.dataset.moments is None and by_chance and data.joins_rows:
            yield on_data(self.key, tr("Split in the order of the rows"), splitter=InOrder())
        if not by_chance and data.dataset.moments is None and not data.joins_rows:
            yield on_data(self.key, tr("Split at random"), splitter=RandomSplit(), stratify=True)
        elif by_chance and not settings.stratify and data.classes:
            yield on_data(self.key, tr("Keep the mixture of classes the same in all parts"), stratify=True)
