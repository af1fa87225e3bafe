"""Values that come round, such as hours, as places on a circle."""

from __future__ import annotations

import numpy as np

from nnsim.base.settings import real, text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.named import chosen, listed_names
from nnsim.data.step import Column, Step, columns_of, steps, with_columns


@steps.register
class Cyclic(Step):
    """A value with a period becomes sine and cosine: 23 and 1 o'clock are near each other then."""

    key = "cyclic"
    title = mark("Around a circle")
    summary = mark("Values that come round, such as hours or angles, become sine and cosine of their place.")
    formula = "x → sin(2π·x/T), cos(2π·x/T)"
    order = 60

    inputs: str = text(
        "",
        label=mark("Inputs"),
        help=mark("Names separated by commas"),
        placeholder=mark("hour"),
        longest=10_000,
    )
    period: float = real(
        24.0,
        low=1e-9,
        high=1e12,
        usual=(1.0, 365.0),
        label=mark("Period"),
        help=mark("After which it begins anew"),
    )

    def apply(self, dataset: Dataset) -> Dataset:
        if not self.inputs.strip():
            return dataset
        there = columns_of(dataset)
        places = chosen(self.inputs, dataset.input_names)
        columns: list[Column] = []
        for place, column in enumerate(there):
            if place not in places:
                columns.append(column)
                continue
            angle = 2 * np.pi * (column.values % self.period) / self.period
            columns.append(Column(f"sin(2π·{column.name}/{self.period:g})", np.sin(angle)))
            columns.append(Column(f"cos(2π·{column.name}/{self.period:g})", np.cos(angle)))
        said = tr("Around a circle of {period}: {names}").format(
            period=f"{self.period:g}", names=listed_names([there[place].name for place in places])
        )
        return with_columns(dataset, columns, said)
