"""Inputs of about unit size."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import mark, tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_data


@cures.register
class ScaleInputs(Cure):
    """Every input around 0 with a spread of 1, or from 0 to 1."""

    key = "scale_inputs"
    title = mark("Scale the inputs")
    summary = mark(
        "Brings all inputs to the same size: none drowns the others, activations do not saturate, and one learning"
        " rate suits all weights."
    )

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        data = case.data
        if data is None or any(s.layer.codes is not None for s in case.structure.stages):
            return
        scaling = case.project.data.scaling
        is_standard = scaling == "standardize" or (scaling == "auto" and not data.dataset.ready)
        if not is_standard:
            yield on_data(self.key, tr("Standardise the inputs"), scaling="standardize")
        if scaling != "min_max":
            yield on_data(self.key, tr("Scale the inputs to 0 to 1"), scaling="min_max")
