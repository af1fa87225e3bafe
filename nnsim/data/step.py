"""The contract of a step that data go through between source and split, and the registry of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from nnsim.base.declared import check_all
from nnsim.base.errors import NnsimError
from nnsim.base.registry import Part, Registry
from nnsim.base.settings import flag
from nnsim.base.text import mark, tr
from nnsim.data.dataset import Bytes, Dataset, Floats, Targets
from nnsim.data.notes import Note

_ROWS = 4096

Rows = tuple[Floats | Bytes, Targets, Floats | None]
"""Inputs (n, *shape), as they are kept, targets and importance (n,) of some rows; None: all count the same."""


@dataclass(frozen=True, kw_only=True)
class Step(Part):
    """One thing done to all examples alike, or to those that train.

    A step is its settings and nothing else: the same settings and the same data give the same data, bit for
    bit. It makes the inputs of a row of what stands in this row alone, so that a new row goes the same way
    (`settled`), unless it says otherwise (`joins_rows`), and leaves what it does not change as it is (`dataclasses.replace`).
    """

    trains_only: ClassVar[bool] = False
    """Whether it is done to the training part, after the split (`extend`), and else not (`apply`)."""

    joins_rows: ClassVar[bool] = False
    """Whether an example is made of several rows, such as a window of time: rows are fewer then, and a row
    alone cannot go the same way."""

    active: bool = flag(
        True, label=mark("Active"), help=mark("Switched off, a step stays where it is and does nothing")
    )

    def apply(self, dataset: Dataset) -> Dataset:
        """Return the examples after this step, with sentences about it added to their notes (`noted`).

        Raises NnsimError when the step cannot be done to these examples.
        """
        return dataset

    def settled(self, dataset: Dataset) -> Step:
        """Return this step with all that it finds in `dataset` written into its settings.

        What comes back does to other rows of the same columns what this step does to `dataset`.
        """
        return self

    @property
    def ahead(self) -> int:
        """How many rows behind the last one it makes examples of, whose own values nobody knows yet."""
        return 0

    def of_new(self) -> Step:
        """Return this step as it is done to rows that a network is asked about: each of them is wanted."""
        return self

    def extend(
        self, inputs: Floats | Bytes, targets: Targets, weights: Floats | None, random: np.random.Generator
    ) -> Rows:
        """Return the training rows after this step, in the units of the source, with nothing missing.

        Bytes stay bytes.

        Those given come first, in their order; rows made of them follow. Called only where `trains_only`.

        Parameters
        ----------
        inputs, targets, weights
            Shapes (n, *shape), (n,) or (n, k), and (n,); read-only.
        random
            A generator of its own, the same for the same settings of the data.
        """
        return inputs, targets, weights


steps: Registry[Step] = Registry(Step, "nnsim.data.steps", mark("data step"))


def noted(dataset: Dataset, *sentences: str) -> tuple[str, ...]:
    """Return the notes of `dataset` with translated `sentences` behind them."""
    return (*dataset.notes, *(text if isinstance(text, Note) else Note(text) for text in sentences))


def applied(dataset: Dataset, line: Sequence[Step]) -> tuple[Dataset, tuple[Step, ...]]:
    """Take `dataset` through all steps that are switched on; return what comes out, and the steps as settled.

    Raises NnsimError, with the number and the name of the step, for the first that cannot be done.
    """
    done: list[Step] = []
    for number, step in enumerate(line, 1):
        if not step.active:
            continue
        try:
            for problem in check_all(step):
                raise NnsimError(problem)
            fixed = step.settled(dataset)
            dataset = fixed.apply(dataset)
        except NnsimError as error:
            raise NnsimError(
                tr("Step {n}, {title}: {problem}").format(n=number, title=tr(step.title), problem=error)
            ) from error
        done.append(fixed)
    return dataset, tuple(done)


def taken_through(origin: Dataset, line: Sequence[Step], inputs: Floats) -> Floats:
    """Return other rows of the columns of `origin` (n, *shape) after the steps of `line`, settled on `origin`.

    Raises NnsimError when a step cannot be done to them.
    """
    n = len(inputs)
    shape = (n,) if origin.task == "classes" else (n, len(origin.target_names))
    rows = replace(
        origin,
        inputs=inputs,
        targets=np.zeros(shape, np.int64) if origin.task == "classes" else np.zeros(shape),
        weights=None,
        groups=None,
        moments=None,
        lengths=None,
        numbers=None,
        test_rows=0,
        validation_rows=0,
    )
    for step in line:
        if step.active and not step.joins_rows and not step.trains_only:
            rows = step.apply(rows)
    return rows.values()


def extended(rows: Rows, line: Sequence[Step], seed: int) -> Rows:
    """Take the rows of the training part through the steps that are only for it, see `Step.extend`."""
    for place, step in enumerate(line):
        for array in rows:
            if array is not None:
                array.setflags(write=False)
        rows = step.extend(*rows, np.random.default_rng([seed, place]))
    return rows


def for_flat_inputs(dataset: Dataset) -> None:
    """Raise NnsimError where inputs are no columns but pictures or sequences."""
    if not dataset.input_names:
        raise NnsimError(
            tr("It works on columns, and these inputs are of shape {shape}. Switch the step off.").format(
                shape=" × ".join(str(n) for n in dataset.shape)
            )
        )


@dataclass(frozen=True)
class Column:
    """A column of flat inputs, as steps take and make them."""

    name: str
    values: Floats
    """Shape (n,)."""
    unit: str = ""
    block: int = 0
    """Columns that code one category have the same number here; 0 for all others."""


def columns_of(dataset: Dataset) -> list[Column]:
    """Return the inputs column by column; raises NnsimError where they are none."""
    for_flat_inputs(dataset)
    block = np.zeros(len(dataset.input_names), np.int64)
    for number, (start, stop) in enumerate(dataset.one_hot, 1):
        block[start:stop] = number
    units = dataset.input_units or ("",) * len(dataset.input_names)
    return [
        Column(name, dataset.values((slice(None), i)), units[i], int(block[i]))
        for i, name in enumerate(dataset.input_names)
    ]


def with_columns(dataset: Dataset, columns: Sequence[Column], *sentences: str) -> Dataset:
    """Return `dataset` with other inputs; everything else of its rows stays.

    Names that are there twice are told apart by numbers. Columns of one category stand side by side.
    Raises NnsimError when there is no column at all.
    """
    if not columns:
        raise NnsimError(tr("No input is left. Keep at least one."))
    units = tuple(column.unit for column in columns)
    as_they_were = [c.name for c in columns] == list(dataset.input_names)
    return replace(
        dataset,
        inputs=_side_by_side([column.values for column in columns]),
        input_names=_told_apart([column.name for column in columns]),
        input_units=units if any(units) else (),
        one_hot=_blocks(columns),
        one_unit=dataset.one_unit and as_they_were,
        frame=dataset.frame if as_they_were else None,
        coding=dataset.coding if as_they_were else None,
        divisor=dataset.divisor if as_they_were else 1.0,
        notes=noted(dataset, *sentences),
    )


def _side_by_side(columns: Sequence[Floats]) -> Floats:
    """Return columns (n,) as one table (n, columns), some rows at a time: what is read stays in the cache."""
    table = np.empty((len(columns[0]), len(columns)))
    for start in range(0, len(table), _ROWS):
        rows = slice(start, start + _ROWS)
        for place, column in enumerate(columns):
            table[rows, place] = column[rows]
    return table


def _blocks(columns: Sequence[Column]) -> tuple[tuple[int, int], ...]:
    """Return the half-open ranges of columns that code one category."""
    found: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(columns) + 1):
        if i == len(columns) or columns[i].block != columns[start].block:
            if columns[start].block:
                found.append((start, i))
            start = i
    return tuple(found)


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    told: dict[str, None] = {}
    for name in names:
        number, free = 2, name
        while free in told:
            free, number = f"{name} ({number})", number + 1
        told[free] = None
    return tuple(told)
