"""The numbers that dates and times become: year, month, weekday, hour, days, or their circles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import mark, tr
from nnsim.data.tables.dates import Moments
from nnsim.data.tables.one_date import DAY

_PARTS = {
    "year": mark("{name}: year"),
    "month": mark("{name}: month"),
    "weekday": mark("{name}: weekday"),
    "hour": mark("{name}: hour"),
    "days": mark("{name}: days since the first"),
    "clock": mark("{name}: hour"),
    "month_sin": mark("{name}: month, sine"),
    "month_cos": mark("{name}: month, cosine"),
    "weekday_sin": mark("{name}: weekday, sine"),
    "weekday_cos": mark("{name}: weekday, cosine"),
    "clock_sin": mark("{name}: hour, sine"),
    "clock_cos": mark("{name}: hour, cosine"),
}
_LINES = ("year", "month", "weekday", "hour", "days")
_CIRCLES = ("month_sin", "month_cos", "weekday_sin", "weekday_cos", "clock_sin", "clock_cos", "days")
_ROUNDS = {"month": (1.0, 12.0), "weekday": (1.0, 7.0), "clock": (0.0, 24.0)}
"""Where a circle begins, and after how much it comes back."""


def part_name(key: str, name: str) -> str:
    """Return what the numbers of a part of column `name` are called."""
    return tr(_PARTS[key]).format(name=name)


def parts_of(moments: Moments, cyclic: bool = False) -> tuple[tuple[str, ...], float]:
    """Return keys of the parts that moments become, and what days are counted from.

    Year, month (1–12), weekday (1 is Monday), hour, and days since the first; of times of day alone
    the hour with its fraction. What is the same in all rows is left out. With `cyclic`, sine and cosine
    of month, weekday and hour, so that December lies beside January, and the days.
    """
    known = moments.seconds[~np.isnan(moments.seconds)]
    if not moments.has_date:
        return ("clock_sin", "clock_cos") if cyclic else ("clock",), 0.0
    first = known.min()
    origin = float(first if moments.has_time else np.floor(first / DAY) * DAY)
    keys = _CIRCLES if cyclic else _LINES
    changing = tuple(
        key for key in keys if np.ptp(part(key.removesuffix("_sin").removesuffix("_cos"), known, origin)) > 0
    )
    return changing or keys[:1], origin


def part(key: str, seconds: NDArray[np.float64], origin: float) -> NDArray[np.float64]:
    """Return a part of moments (n,), given as `Moments.seconds`; NaN where a value is missing."""
    base, _, turn = key.partition("_")
    if turn:
        start, round_ = _ROUNDS[base]
        angle = (part(base, seconds, origin) - start) * (2.0 * np.pi / round_)
        return np.sin(angle) if turn == "sin" else np.cos(angle)
    if base == "days":
        return (seconds - origin) / DAY
    if base == "clock":
        return np.mod(seconds, DAY) / 3600.0
    if base == "hour":
        return np.floor(np.mod(seconds, DAY) / 3600.0)
    return _of_calendar(base, seconds)


def _of_calendar(key: str, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(seconds)
    days = np.zeros(len(seconds), "int64")
    days[known] = np.floor(seconds[known] / DAY).astype("int64")
    if key == "weekday":
        found = (days + 3.0) % 7.0 + 1.0
    else:
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype("int64")
        found = np.floor(months / 12) + 1970.0 if key == "year" else (months % 12) + 1.0
    found[~known] = np.nan
    return found
