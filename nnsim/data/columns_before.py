"""The columns before the steps: how they are scaled, and where they stand beside what was made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.data.dataset import Dataset, Floats
from nnsim.data.prepared import Examples, Prepared
from nnsim.data.split import Rows
from nnsim.data.step import Step, taken_through
from nnsim.data.transforms import (
    fit_scaler,
)

_EVENLY = 32
"""Places along each axis of a frame from which the scale of what steps make is worked out."""
_MOST_BESIDE = 10_000_000
"""Numbers before the steps that are kept beside the examples."""


def frame_of(origin: Dataset, dataset: Dataset, taken: Sequence[Step]) -> tuple[Floats, Floats] | None:
    """Return shift and scale of inputs that are scaled alike whatever the rows are; None where they are not.

    Of what steps make of the columns they are mean and standard deviation over the whole frame, evenly.
    """
    if dataset.frame is not None or origin.frame is None or any(step.joins_rows for step in taken):
        return dataset.frame
    shift, scale = origin.frame
    axes = np.meshgrid(*[np.linspace(-1.0, 1.0, _EVENLY)] * len(shift))
    places = np.column_stack([axis.ravel() for axis in axes]) * np.sqrt(3.0) * scale + shift
    made = taken_through(origin, taken, places)
    found = fit_scaler("standardize", made[np.isfinite(made).all(axis=1)], dataset.one_hot)
    return found.shift, found.scale


def keeps_columns(origin: Dataset, dataset: Dataset, taken: Sequence[Step]) -> bool:
    """Return whether steps made each row of other columns, so that one can ask what was made of which."""
    is_flat = bool(origin.input_names) and not origin.are_bytes and len(origin) == len(dataset)
    is_flat &= origin.inputs.size <= _MOST_BESIDE
    return bool(taken) and is_flat and not any(s.joins_rows or s.trains_only for s in taken)


def with_origin(prepared: Prepared) -> Prepared:
    """Return the same with the columns before the steps beside all examples."""
    values = prepared.origin.values()

    def known(part: Examples, rows: Rows) -> Examples:
        return replace(part, origin=read_only(values[rows]))

    rows = prepared.rows
    train = known(prepared.train, rows.train)
    same = prepared.validation is prepared.train
    return replace(
        prepared,
        train=train,
        validation=train if same else known(prepared.validation, rows.validation),
        test=known(prepared.test, rows.test),
    )
