"""A category in an order as one number."""

from __future__ import annotations

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Dataset
from nnsim.data.formulas.named import find, nearest, split_names
from nnsim.data.step import Column, Step, columns_of, steps, with_columns


@steps.register
class Ordinal(Step):
    """The columns of one category become one: the place of what is 1 in an order, from 0."""

    key = "ordinal"
    title = mark("Order of a category")
    summary = mark("A category that has an order, such as small, medium, large, becomes one number.")
    formula = "[x = v₁], [x = v₂], … → 0, 1, …"
    order = 50

    category: str = text("", label=mark("Category"), placeholder=mark("size"), longest=200)
    ranks: str = text(
        "",
        label=mark("Order"),
        help=mark("Its values from the least to the greatest, separated by commas; empty means as they are"),
        placeholder=mark("small, medium, large"),
        longest=10_000,
    )

    def apply(self, dataset: Dataset) -> Dataset:
        if not self.category.strip():
            return dataset
        there = columns_of(dataset)
        of = {there[start].block: there[start:stop] for start, stop in dataset.one_hot}
        called = {block: columns[0].name.rpartition(" = ")[0] for block, columns in of.items()}
        place = find(self.category.strip(), list(called.values()))
        if place is None:
            known = nearest(self.category, list(called.values()))
            raise NnsimError(_no_category(self.category.strip(), known))
        block = list(called)[place]
        ranks = self._ranks([column.name.rpartition(" = ")[2] for column in of[block]])
        number = np.sum([column.values * rank for column, rank in zip(of[block], ranks, strict=True)], axis=0)
        first = next(i for i, column in enumerate(there) if column.block == block)
        columns = [column for column in there if column.block != block]
        columns.insert(first, Column(called[block], number))
        said = tr("“{name}” is one number, in an order of {n} values").format(
            name=called[block], n=len(ranks)
        )
        return with_columns(dataset, columns, said)

    def _ranks(self, values: list[str]) -> list[int]:
        """Return the place of every value in the order; raises NnsimError where one has none."""
        ordered = split_names(self.ranks) or values
        ranks = [find(value, ordered) for value in values]
        for value, rank in zip(values, ranks, strict=True):
            if rank is None:
                raise NnsimError(tr("“{value}” has no place in the order. Write it in.").format(value=value))
        return [rank for rank in ranks if rank is not None]


def _no_category(name: str, known: str) -> str:
    if not known:
        return tr("No input is a category here, so “{name}” is none.").format(name=name)
    return tr("There is no category called “{name}”; the nearest is “{nearest}”.").format(
        name=name, nearest=known
    )
