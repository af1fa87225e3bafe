"""Classes that count the same."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.data.importance import BALANCED
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_data


@cures.register
class ClassWeights(Cure):
    """Rare classes count as much as frequent ones."""

    key = "class_weights"
    title = mark("Balance the classes")
    summary = mark(
        "Lets every class count the same in the loss, however few examples it has: to answer always with the most"
        " frequent one no longer pays."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.data is None or not case.data.classes or case.project.data.class_weights.strip():
            return
        if case.training.rule.minds_importance():
            yield on_data(self.key, tr("Let all classes count the same"), class_weights=BALANCED)
