"""Moments counted from 1970, as computers write them: seconds, or thousandths or millionths of them."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.tables.dates import Moments
from nnsim.data.tables.one_date import DAY

_NAMED = re.compile(
    r"(?:.*[\W_])?(?:time|date|timestamp|epoch|unix|utc|ts|created|updated|at)(?:[\W_](?:s|sec|seconds|ms|utc|at))?|"
    r".*[a-z](?:Time|Date|Timestamp)|unix.*|timestamp.*",
    re.IGNORECASE,
)
_EARLIEST, _LATEST = 19 * 365 * DAY, 130 * 365 * DAY
"""1989 and 2100: before and after these, numbers of this size are others."""
_UNITS = (1.0, 1e3, 1e6)
_FEWEST = 5
_FEWEST_NAMELESS = 20
_NEAR = 0.35
"""Without a name that says so, seconds lie within fewer years than other large numbers do."""


def epoch_unit(values: NDArray[np.float64], name: str, nameless: bool = False) -> float:
    """Return how many of the numbers in a column make a second since 1970; 0 where they are no such moments.

    Seconds are told by the name of the column, or where it has none by their nearness; smaller units, of which
    the numbers are larger than others mostly are, by their order, too.
    """
    known = values[~np.isnan(values)]
    # Most columns are told by the first numbers.
    if known.size < _FEWEST or known[0] < _EARLIEST or not (known[:_FEWEST] >= _EARLIEST).all():
        return 0.0
    low, high = float(known.min()), float(known.max())
    unit = next((one for one in _UNITS if _EARLIEST * one <= low and high <= _LATEST * one), 0.0)
    if not unit or low == high:
        return 0.0
    if _NAMED.fullmatch(name.strip()):
        return unit
    if (known % 1).any():
        return 0.0
    steps = np.diff(known)
    if unit > 1:
        return unit if (steps >= 0).all() or (steps <= 0).all() else 0.0
    few = len(np.unique(known)) < _FEWEST_NAMELESS
    return unit if nameless and not few and high - low <= _NEAR * low else 0.0


def epoch_moments(values: Floats, unit: float) -> Moments:
    """Return the moments of numbers of which `unit` make a second since 1970."""
    seconds = values / unit
    return Moments(seconds, True, bool(np.any(np.mod(seconds[~np.isnan(seconds)], DAY))))


def unit_by_size(values: Floats) -> float:
    """Return the unit of numbers that are known to be such moments; 0 where they cannot be."""
    known = values[~np.isnan(values)]
    fitting = (one for one in _UNITS if ((known >= _EARLIEST * one) & (known <= _LATEST * one)).all())
    return next(fitting, 0.0) if known.size else 0.0
