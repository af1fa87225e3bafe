"""Examples that are ready for a network, with all that was found on the way there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief
from nnsim.base.byte_numbers import ByteNumbers
from nnsim.data.dataset import Dataset, Floats, Targets, Task
from nnsim.data.split import Split
from nnsim.data.step import Step, taken_through
from nnsim.data.transforms import (
    Filler,
    Scaler,
)

_PIECE = 1 << 22
"""Numbers of a piece of inputs that are bytes."""


@dataclass(frozen=True, eq=False)
class Examples:
    """One part of the data as the network sees it; arrays are read-only."""

    inputs: Floats | ByteNumbers
    """Shape (n, *shape), or the same as bytes. `Network.feed` takes both; `values` gives numbers of both."""
    targets: Targets
    """Classes: (n,) int64; regression: (n, k) float64."""
    weights: Floats | None = None
    """(n,) how much each counts in losses and metrics, 1 on the average of the training part; None: all the same."""
    lengths: NDArray[np.int64] | None = None
    """(n,) how many times of each sequence are real, from the first; None: all."""
    origin: Floats | None = None
    """(n, columns) the inputs before the steps, in the units of the source, for maps over these; None: no step was
    taken, it is too much, or rows were made that no source gave."""

    def __repr__(self) -> str:
        return brief(self)

    def __len__(self) -> int:
        return len(self.inputs)

    def values(self, rows: Any = slice(None)) -> Floats:
        """Return the inputs of some rows as numbers; `rows` is what an array is indexed with."""
        kept = self.inputs
        return kept.numbers(rows) if isinstance(kept, ByteNumbers) else kept[rows]

    def pieces(self) -> Iterator[Floats]:
        """Yield all inputs as numbers, bytes a piece at a time, so that never all of them are unpacked."""
        each = max(1, _PIECE // max(1, math.prod(self.inputs.shape[1:])))
        if isinstance(self.inputs, np.ndarray):
            each = max(1, len(self))
        for start in range(0, len(self), each):
            yield self.values(slice(start, start + each))

    def some(self, rows: Any) -> Examples:
        """Return some of the rows, bytes as bytes."""
        kept = self.inputs
        chosen = kept.taken(rows) if isinstance(kept, ByteNumbers) else kept[rows]
        weights = None if self.weights is None else self.weights[rows]
        lengths = None if self.lengths is None else self.lengths[rows]
        origin = None if self.origin is None else self.origin[rows]
        return Examples(chosen, self.targets[rows], weights, lengths, origin)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything training and its panels need to know about the examples."""

    dataset: Dataset
    """As the source gave it and the steps left it, in raw units."""
    train: Examples
    validation: Examples
    test: Examples
    scaler: Scaler
    """From raw inputs to the inputs of the parts."""
    target_scaler: Scaler
    """From raw targets to the targets of the parts; the identity for classes."""
    rows: Split
    """Which rows of `dataset` the parts are."""
    summary: tuple[str, ...]
    """Translated lines that say what was done."""
    origin: Dataset
    """As the source gave it, before any step; `dataset` itself where there is none."""
    steps: tuple[Step, ...] = ()
    """The steps from `origin` to `dataset` with all they found there, so that other rows go the same way."""
    filler: Filler | None = None
    """What fills missing inputs of `dataset`; None where none is missing."""

    def __repr__(self) -> str:
        return brief(self)

    @property
    def title(self) -> str:
        """Name for people."""
        return self.dataset.title

    @property
    def has_origin(self) -> bool:
        """Whether steps made other inputs of columns, row by row, and all examples still know these."""
        return self.train.origin is not None

    def worded_as(self, other: Prepared) -> Prepared:
        """Return the same examples with the texts of `other`, which are the same in another language.

        Returns itself when `other` holds other examples, as when its file was changed meanwhile.
        """
        mine, theirs = self.dataset, other.dataset
        if mine.inputs.shape != theirs.inputs.shape or len(mine.target_names) != len(theirs.target_names):
            return self
        dataset = _worded_as(mine, theirs)
        origin = dataset if self.origin is mine else _worded_as(self.origin, other.origin)
        return replace(self, dataset=dataset, origin=origin, summary=other.summary)

    @property
    def columns(self) -> Dataset:
        """What a person sees as the inputs: the columns before the steps, where these made others of them."""
        return self.origin if self.has_origin else self.dataset

    def as_inputs(self, rows: Floats) -> Floats:
        """Return other rows of the source, (n, *shape of `origin`), as the network sees them: steps, filling, scaling.

        Raises NnsimError where a step cannot be done to them.
        """
        rows = taken_through(self.origin, self.steps, rows)
        if self.filler is not None:
            rows = self.filler.apply(rows)
        return self.scaler.apply(rows)

    @property
    def joins_rows(self) -> bool:
        """Whether a step makes one example of several rows."""
        return any(step.active and step.joins_rows for step in self.steps)

    @property
    def task(self) -> Task:
        """``classes`` or ``regression``."""
        return self.dataset.task

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the inputs of one example."""
        return self.dataset.shape

    @property
    def classes(self) -> int:
        """Number of classes; 0 for a regression."""
        return self.dataset.classes

    @property
    def input_names(self) -> tuple[str, ...]:
        """One per feature when inputs are flat, otherwise empty."""
        return self.dataset.input_names

    @property
    def target_names(self) -> tuple[str, ...]:
        """Names of the classes, or of the target columns."""
        return self.dataset.target_names


def _worded_as(mine: Dataset, theirs: Dataset) -> Dataset:
    return replace(
        mine,
        title=theirs.title,
        input_names=theirs.input_names,
        target_names=theirs.target_names,
        notes=theirs.notes,
        left_out=theirs.left_out,
    )
