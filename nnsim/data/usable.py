"""What no network can be given: values that are refused, rows that are left out."""

from __future__ import annotations

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data import summary
from nnsim.data.dataset import LARGEST, Bytes, Dataset, Floats
from nnsim.data.many_rows import pieces
from nnsim.data.split import Rows


def refuse_unusable_inputs(dataset: Dataset, inputs: Floats | Bytes, *, missing: bool = False) -> None:
    """Raise NnsimError for the first value no network can be given, with its row and column.

    Parameters
    ----------
    dataset
        Whose columns the `inputs` (n, *shape) are.
    missing
        Whether NaN stands for a missing value, which is dealt with later.
    """
    if inputs.dtype == np.uint8:
        return
    for rows in pieces(len(inputs), inputs[:1].size):
        bad = ~(np.abs(inputs[rows]) <= LARGEST)
        if missing:
            bad &= ~np.isnan(inputs[rows])
        if bad.any():
            place = np.argwhere(bad)[0]
            place[0] += rows.start
            column = summary.column_name(dataset, place[1:])
            raise NnsimError(summary.unusable_value(place[0], column, inputs[tuple(place)]))


def refuse_unusable_values(dataset: Dataset) -> None:
    """Raise NnsimError for values no network can be given, with their row and column."""
    refuse_unusable_inputs(dataset, dataset.inputs, missing=dataset.missing != "refuse")
    if dataset.task == "regression":
        bad = ~(np.abs(dataset.targets) <= LARGEST)
        if bad.any():
            row, column = np.argwhere(bad)[0]
            value = float(dataset.targets[row, column])
            raise NnsimError(summary.unusable_value(row, dataset.target_names[column], value))


def usable_rows(dataset: Dataset) -> Rows:
    """Return the rows that stay, in order; raises NnsimError when none does."""
    whole = np.ones(len(dataset), np.bool_)
    if dataset.missing == "drop" and not dataset.are_bytes:
        flat = dataset.inputs.reshape(len(dataset), -1)
        for rows in pieces(*flat.shape):
            whole[rows] = ~np.isnan(flat[rows]).any(1)
    usable = np.flatnonzero(whole)
    if len(dataset) == 0:
        raise NnsimError(tr("{title} has no rows. Choose other data.").format(title=dataset.title))
    if usable.size == 0:
        raise NnsimError(
            tr("Every row of {title} lacks a value. Fill missing values or choose fewer inputs.").format(
                title=dataset.title
            )
        )
    return usable
