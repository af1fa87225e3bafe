"""Rows behind the last one of a file: what a network that looks back is asked about as well."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.new.inputs import UNKNOWN, NewInputs
from nnsim.data.sequences.series import Rows, series_in
from nnsim.data.sequences.times import times_behind
from nnsim.data.step import Step

_MOST = 1_000_000
"""Rows that are asked about in all series together."""


@dataclass(frozen=True, eq=False)
class Beyond:
    """What a file holds, with empty rows behind it; those of one series follow each other.

    Attributes
    ----------
    inputs
        All of them, the empty ones last.
    count
        How many of them are empty.
    like
        (count,) the last row of the series that each goes on.
    moments
        (count,) when each is, NaN where times are not evenly far apart; None: no time is known.
    """

    inputs: NewInputs
    count: int = 0
    like: Rows | None = None
    moments: Floats | None = None


def with_rows_behind(found: NewInputs, line: tuple[Step, ...], dates: bool) -> Beyond:
    """Return what a file holds with as many rows behind each series as the steps `line` can tell of.

    `dates` says whether moments are seconds since 1970.
    """
    ahead = sum(step.ahead for step in line if step.active)
    given = found.inputs
    if not ahead or given.dtype == np.uint8 or found.rows is not None or found.lengths is not None:
        return Beyond(found)
    series = series_in(len(given), found.groups, found.moments)
    if not 0 < ahead * len(series) <= _MOST:
        return Beyond(found)
    like = np.repeat([rows[-1] for rows in series], ahead)
    known: Floats | None = None
    moments: Floats | None = None
    if found.moments is not None:
        behind = [times_behind(found.moments[rows], ahead, dates) for rows in series]
        moments = np.concatenate([found.moments, *(times.at for times in behind)])
        known = np.concatenate([times.known for times in behind])
    return Beyond(_longer(found, like, moments), len(like), like, known)


def _longer(found: NewInputs, like: Rows, moments: Floats | None) -> NewInputs:
    """Return `found` with empty rows at its end, each in the group of a row that it is `like`."""
    count, targets = len(like), found.targets
    if targets is not None:
        empty: NDArray[np.int64] | Floats = (
            np.full(count, UNKNOWN) if targets.ndim == 1 else np.full((count, targets.shape[1]), np.nan)
        )
        targets = np.concatenate([targets, empty])
    return replace(
        found,
        inputs=np.concatenate([found.inputs, np.full((count, *found.inputs.shape[1:]), np.nan)]),
        targets=targets,
        groups=None if found.groups is None else np.concatenate([found.groups, found.groups[like]]),
        moments=moments,
    )
