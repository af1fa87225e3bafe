"""Powers and products of inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import flag, integer, text
from nnsim.base.text import mark, tr
from nnsim.data.dataset import MOST_NUMBERS, Dataset
from nnsim.data.formulas.named import chosen
from nnsim.data.formulas.tree import Binary, Name, Node, Number
from nnsim.data.step import Column, Step, columns_of, steps, with_columns

_MOST_NEW = 5_000


@steps.register
class Polynomial(Step):
    """All products of so many inputs at most, each input as often as it likes.

    Columns of a category are 0 or 1: their powers are they themselves, and products of two of one category
    are 0, so neither is made.
    """

    key = "polynomial"
    title = mark("Polynomial")
    summary = mark("New inputs: all powers and products of inputs up to a degree.")
    formula = "x₁, x₂ → x₁², x₁x₂, x₂², …"
    order = 30

    inputs: str = text(
        "",
        label=mark("Inputs"),
        help=mark("Names separated by commas; empty means all"),
        placeholder=mark("all"),
        longest=10_000,
    )
    degree: int = integer(2, low=2, high=5, label=mark("Degree"))
    products_only: bool = flag(False, label=mark("Only products"), help=mark("Without powers of one input"))

    def apply(self, dataset: Dataset) -> Dataset:
        there = columns_of(dataset)
        picked = [there[i] for i in chosen(self.inputs, dataset.input_names)]
        new: list[Column] = []
        for factors in self._products(picked):
            if len(new) == _MOST_NEW or len(dataset) * (len(there) + len(new) + 1) > MOST_NUMBERS:
                raise NnsimError(tr("That makes too many inputs. Choose fewer inputs or a lower degree."))
            values = np.prod([column.values for column in factors], axis=0)
            new.append(Column(_written(factors), values))
        if not new:
            return dataset
        said = tr("Powers and products up to degree {degree}: {n} more inputs").format(
            degree=self.degree, n=f"{len(new):,}"
        )
        return with_columns(dataset, [*there, *new], said)

    def _products(self, picked: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
        for degree in range(2, self.degree + 1):
            for places in combinations_with_replacement(range(len(picked)), degree):
                blocks = [picked[i].block for i in places if picked[i].block]
                if len(set(blocks)) == len(blocks) and not (self.products_only and len(set(places)) < degree):
                    yield tuple(picked[i] for i in places)


def _written(factors: Sequence[Column]) -> str:
    """Return a product as people write it: ``x₁²x₂``."""
    names = list(dict.fromkeys(column.name for column in factors))
    tree: Node | None = None
    for name in names:
        power = sum(column.name == name for column in factors)
        factor: Node = Name(name) if power == 1 else Binary("^", Name(name), Number(float(power)))
        tree = factor if tree is None else Binary("*", tree, factor)
    assert tree is not None
    return tree.written(names)
