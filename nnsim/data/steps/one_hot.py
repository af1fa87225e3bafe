"""Numbers that stand for categories, one input for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.formulas.named import chosen, listed_names, quoted
from nnsim.data.step import Column, Step, columns_of, steps, with_columns

MOST_CATEGORIES = 50


@steps.register
@dataclass(frozen=True)
class OneHot(Step):
    """A column of numbers becomes a column for each number: 1 where it is that one, else 0."""

    key = "one_hot"
    title = mark("One-hot")
    summary = mark("Numbers that stand for categories, such as months, become one input for each of them.")
    formula = "x → [x = v₁], [x = v₂], …"
    order = 40

    inputs: str = text(
        "",
        label=mark("Inputs"),
        help=mark("Names separated by commas"),
        placeholder=mark("month, kind"),
        longest=10_000,
    )
    values: str = text(
        "",
        label=mark("Values"),
        help=mark(
            "Numbers separated by commas, those of the next input behind a semicolon; "
            "empty means all that are there. A number that is none of these is 0 in all of them"
        ),
        placeholder=mark("from the data"),
        longest=10_000,
        advanced=True,
    )

    def apply(self, dataset: Dataset) -> Dataset:
        if not self.inputs.strip():
            return dataset
        there = columns_of(dataset)
        places = chosen(self.inputs, dataset.input_names)
        known = dict(zip(places, self._known(dataset, places), strict=True))
        block = max((column.block for column in there), default=0)
        columns: list[Column] = []
        for place, column in enumerate(there):
            if place not in known:
                columns.append(column)
                continue
            block += 1
            columns += [_category(column, value, block) for value in known[place]]
        names = [there[place].name for place in places]
        said = tr("One input for each value of: {names}").format(names=listed_names(names))
        return with_columns(dataset, columns, said)

    def settled(self, dataset: Dataset) -> Step:
        if not self.inputs.strip():
            return self
        places = chosen(self.inputs, dataset.input_names)
        known = self._known(dataset, places)
        return replace(
            self,
            inputs=", ".join(quoted(dataset.input_names[place]) for place in places),
            values="; ".join(", ".join(f"{value:.12g}" for value in values) for values in known),
        )

    def _known(self, dataset: Dataset, places: Sequence[int]) -> list[list[float]]:
        """Return the values of each of the chosen columns; raises NnsimError where they are too many."""
        found = [_numbers(one) for one in self.values.split(";")] if self.values.strip() else []
        if found and len(found) != len(places):
            raise NnsimError(
                tr(
                    "There are values for {n} inputs, and {wanted} are chosen. Empty means all that are there."
                ).format(n=len(found), wanted=len(places))
            )
        return found or [_distinct(dataset.input_names[i], dataset.values((slice(None), i))) for i in places]


def _distinct(name: str, values: Floats) -> list[float]:
    distinct = np.unique(values[~np.isnan(values)])
    if len(distinct) > MOST_CATEGORIES:
        raise NnsimError(
            tr("“{name}” has {n} different values; at most {most} can be one-hot.").format(
                name=name, n=f"{len(distinct):,}", most=MOST_CATEGORIES
            )
        )
    return [float(value) for value in distinct]


def _numbers(text: str) -> list[float]:
    try:
        return [float(one) for one in text.split(",")]
    except ValueError:
        raise NnsimError(tr("“{text}” is no list of numbers.").format(text=text.strip()[:80])) from None


def _category(column: Column, value: float, block: int) -> Column:
    is_it = np.where(np.isnan(column.values), np.nan, column.values == value)
    return Column(f"{column.name} = {value:.12g}", is_it, block=block)
