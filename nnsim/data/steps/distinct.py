"""Equal examples once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import Dataset
from nnsim.data.looking.equal_rows import row_codes
from nnsim.data.notes import Note
from nnsim.data.step import Step, steps


@steps.register
class Distinct(Step):
    """Keep the first of rows that are equal in all inputs and the target."""

    key = "distinct"
    title = mark("Equal rows once")
    summary = mark("Of rows that are equal in every input and in the target only the first goes on.")
    formula = "(x, y), (x, y) → (x, y)"
    order = 60

    def settled(self, dataset: Dataset) -> Step:
        # Of other rows, such as those a network is asked about, every one is wanted.
        return replace(self, active=False)

    def apply(self, dataset: Dataset) -> Dataset:
        _, first = np.unique(row_codes(dataset), return_index=True)
        kept = np.sort(first)
        lost = len(dataset) - len(kept)
        if not lost:
            return dataset
        said = ntr(
            "{n} row was left out: it equals an earlier one",
            "{n} rows were left out: they equal earlier ones",
            lost,
        )
        note = Note(said.format(n=f"{lost:,}"), reason=tr("So none can be in two parts."))
        return kept_rows(dataset, kept, note)


def kept_rows(dataset: Dataset, kept: NDArray[np.int64], note: Note) -> Dataset:
    """Return only some rows (m,) of `dataset`, in order, with all that is known of each."""
    return replace(
        dataset,
        inputs=dataset.inputs[kept],
        targets=dataset.targets[kept],
        test_rows=int((dataset.given_parts(kept) == 2).sum()),
        validation_rows=int((dataset.given_parts(kept) == 1).sum()),
        notes=(*dataset.notes, note),
        weights=None if dataset.weights is None else dataset.weights[kept],
        groups=None if dataset.groups is None else dataset.groups[kept],
        moments=None if dataset.moments is None else dataset.moments[kept],
        lengths=None if dataset.lengths is None else dataset.lengths[kept],
        numbers=None if dataset.numbers is None else dataset.numbers[kept],
    )
