"""Inputs that never change are left out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, ntr
from nnsim.data.steps.leave_out import leaving_out
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.cure import Cure, Prescription, cures, on_data

MOST = 50
"""Columns that are left out by their names."""


@cures.register
class DropConstantColumns(Cure):
    """Only what differs from example to example can tell anything."""

    key = "drop_constant_columns"
    title = mark("Leave constant inputs out")
    summary = mark("Leaves inputs out that are the same in every example: they tell nothing.")

    def prescribe(self, case: Case) -> Iterator[Prescription]:
        if case.data is None or case.about is None or not case.data.input_names or case.data.has_origin:
            return
        spread = case.about.input_std
        constant = np.flatnonzero(spread <= 1e-12 * np.maximum(1.0, case.about.input_rms))
        if not 0 < len(constant) <= min(MOST, len(spread) - 1):
            return
        names = [case.data.input_names[place] for place in constant]
        label = ntr("Leave {n} constant input out", "Leave {n} constant inputs out", len(names))
        steps = leaving_out(names, case.project.data.steps)
        yield on_data(self.key, label.format(n=len(names)), steps=steps)
