"""A step that the program does not have: one file is all it takes."""

from __future__ import annotations

from dataclasses import replace

from nnsim.base.settings import real
from nnsim.data.dataset import Dataset
from nnsim.data.step import Step, noted, steps


@steps.register
class Doubled(Step):
    """All inputs, times a number."""

    key = "doubled"
    title = "Doubled"
    summary = "Every input is multiplied by one number."
    formula = "x → a·x"
    order = 900

    factor: float = real(2.0, low=-10.0, high=10.0, label="Factor")

    def apply(self, dataset: Dataset) -> Dataset:
        return replace(
            dataset, inputs=self.factor * dataset.inputs, notes=noted(dataset, "Everything is doubled")
        )
