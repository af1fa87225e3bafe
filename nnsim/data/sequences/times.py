"""When the rows behind the last one of a series are: its times go on as they went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats

_EQUAL = 1e-6
"""Of a step of time: by less two steps do not differ."""
_MOSTLY = 0.95
"""Share of the steps that are alike where some rows lack: an hour that was not measured, but no weekends."""
_DATED = 2e11
"""Seconds from 1970 that calendars are asked about; further off lie numbers that are no dates."""


@dataclass(frozen=True, eq=False)
class Behind:
    """Times behind a series: in any case such that the rows come last, and as far as they are `known`.

    Attributes
    ----------
    at, known
        Each (n,); `known` is NaN where the steps of time are no even ones.
    """

    at: Floats
    known: Floats


def times_behind(moments: Floats, n: int, dates: bool) -> Behind:
    """Return the times of `n` rows behind those of a series, (m,) in order; `dates`: seconds since 1970."""
    gaps = np.diff(moments)
    real = gaps[gaps > 0]
    usual = float(np.median(real)) if real.size else 1.0
    at = moments[-1] + usual * np.arange(1, n + 1)
    if real.size and (np.abs(gaps - usual) <= usual * _EQUAL).mean() >= _MOSTLY:
        return Behind(at, at)
    months = _months(moments, n) if dates and real.size and np.abs(moments).max() < _DATED else None
    return Behind(at, np.full(n, np.nan)) if months is None else Behind(months, months)


def _months(moments: Floats, n: int) -> Floats | None:
    """Return the times of `n` more months, quarters or years; None where dates do not follow in such steps.

    Each is the same day of its month, or each the last one.
    """
    dates = np.floor(moments).astype("datetime64[s]")
    months = dates.astype("datetime64[M]")
    steps = np.diff(months.astype(np.int64))
    step = int(np.median(steps))
    if step < 1 or (steps == step).mean() < _MOSTLY:
        return None
    more = months[-1] + step * np.arange(1, n + 1)
    for later in (0, 1):
        # Seen from the month that follows, the last day lies as far before it, however long a month is.
        within = dates - (months + later).astype("datetime64[s]")
        if (within == within[-1]).all():
            return _seconds((more + later).astype("datetime64[s]") + within[-1])
    return None


def _seconds(dates: NDArray[np.datetime64]) -> Floats:
    return dates.astype(np.int64).astype(np.float64)
