"""Targets of about unit size."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_data


@cures.register
class ScaleTargets(Cure):
    """Targets around 0 with a spread of 1."""

    key = "scale_targets"
    title = mark("Scale the targets")
    summary = mark(
        "Brings targets around 0 to a spread of 1: first errors are small, steps of a usual learning rate suit them."
        " Predictions are told in the units of the data all the same."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        data = case.data
        if data is None or data.classes or case.project.data.scale_targets:
            return
        if all(output.loss.any_scale for output in case.structure.outputs):
            yield on_data(self.key, tr("Standardise the targets"), scale_targets=True)
