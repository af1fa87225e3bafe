"""Values that rows of another file lack: in which columns, and what can be put there."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import ntr, tr
from nnsim.data.new.beyond import Beyond
from nnsim.data.new.inputs import NewInputs
from nnsim.data.prepared import Prepared

Fill = Literal["", "mean", "median", "most_frequent"]
"""What gaps are filled with; empty: with nothing."""


def gaps_in(prepared: Prepared, found: NewInputs) -> tuple[str, ...]:
    """Return the columns of a file that lack values, first the one with the most gaps; none where they are no columns."""
    gaps: dict[str, int] = {}
    if found.inputs.ndim == 2 and found.inputs.dtype != np.uint8:
        for name, count in zip(_columns(prepared), np.isnan(found.inputs).sum(0).tolist(), strict=True):
            gaps[name] = max(gaps.get(name, 0), count)
    if prepared.joins_rows and prepared.task == "regression" and found.targets is not None:
        # Earlier targets are inputs there.
        for name, count in zip(prepared.target_names, np.isnan(found.targets).sum(0).tolist(), strict=True):
            gaps[name] = max(gaps.get(name, 0), count)
    return tuple(sorted((name for name, count in gaps.items() if count), key=lambda name: -gaps[name]))


def behind_nothing(prepared: Prepared, beyond: Beyond) -> NDArray[np.int64]:
    """Return the rows behind the file, by number, whose series ends there with a row of which nothing is known.

    Who writes such a row wants it told, and nothing behind it.
    """
    if beyond.like is None:
        return np.zeros(0, np.int64)
    values = beyond.inputs.inputs
    known = np.asarray(np.isfinite(values.reshape(len(values), -1)).any(1), np.bool_)
    targets = beyond.inputs.targets
    if targets is not None and prepared.task == "regression":
        known = known | np.isfinite(targets).any(1)
    here = len(known) - beyond.count
    return here + np.flatnonzero(~known[beyond.like])


def _columns(prepared: Prepared) -> list[str]:
    """Return the column of the file that each input before the steps is of."""
    coding = prepared.origin.coding
    if coding is None:
        return list(prepared.origin.input_names)
    return [code.column for code in coding.columns for _ in code.names]


def filled(kind: Fill, count: int) -> str:
    """Return that so many missing values were filled."""
    template = {
        "mean": tr("{values} filled with the mean of the training part"),
        "median": tr("{values} filled with the median of the training part"),
        "most_frequent": tr("{values} filled with the most frequent value of the training part"),
    }
    values = ntr("{n} missing value", "{n} missing values", count).format(n=f"{count:,}")
    return template[kind].format(values=values)
