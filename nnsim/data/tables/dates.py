"""Columns of dates and times as moments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.tables.date_forms import clock_seconds, day_numbers
from nnsim.data.tables.many_dates import read_many
from nnsim.data.tables.one_date import DAY, ORDERS, is_date

Order = Literal["ymd", "dmy", "mdy"]

_COUNTED = re.compile(r"([1-9][0-9]?)-(0[1-9]|1[0-2])")
_MONTHS_OF_A_YEAR = 12
_FEWEST_COMPACT = 5
_FIRST_DAY, _LAST_DAY = 17_000_101, 22_001_231


@dataclass(frozen=True, eq=False)
class Moments:
    """A column of dates or times of day as moments, NaN where a value is missing."""

    seconds: NDArray[np.float64]
    """Since 1970-01-01 00:00 of the column's own zone; of times alone since midnight."""
    has_date: bool
    has_time: bool
    ambiguous: str = ""
    """A date in which day and month could be exchanged, when all are such; else empty."""
    order: Order = "ymd"


def moments_of(texts: Sequence[str | None], order: str = "auto") -> Moments | None:
    """Return the moments of a column of texts (None: missing), or None unless all are dates or times.

    Parameters
    ----------
    order
        ``dmy`` or ``mdy`` for dates of which only that is not clear, or ``auto``: as far as all
        values allow one only; else the day comes first, except between slashes.
    """
    known = list(dict.fromkeys(text for text in texts if text is not None))
    if numbered := _numbered_years(known):
        return moments_of([None if text is None else numbered[text] for text in texts], order)
    found = read_many(known) if known else {}
    orders = [one for one in ORDERS if one in found]
    if not orders:
        return None
    unsure = ""
    if len(orders) == 2:
        differing = np.flatnonzero(found["dmy"].differ(found["mdy"]))
        unsure = min((known[n] for n in differing.tolist()), default="")
    usual = "mdy" if "/" in unsure else "dmy"
    taken = orders[0] if len(orders) == 1 else order if order in orders else usual
    read = found[taken]
    if read.has_date.any() != read.has_date.all():
        return None
    return Moments(
        _spread(read.in_one_zone(), known, texts),
        bool(read.has_date.all()),
        bool(read.has_time.any()),
        unsure,
        taken if read.is_open.any() else "ymd",  # type: ignore[arg-type]
    )


def _numbered_years(known: Sequence[str]) -> dict[str, str]:
    """Return texts such as 1-01 to 3-12, months of years that are only counted, as those from 1901 on; else nothing."""
    if not known or _COUNTED.fullmatch(known[0]) is None:
        return {}
    parted = {text: found for text in known if (found := _COUNTED.fullmatch(text)) is not None}
    if len(parted) < len(known) or len({found[2] for found in parted.values()}) < _MONTHS_OF_A_YEAR:
        return {}
    return {text: f"{1900 + int(found[1])}-{found[2]}" for text, found in parted.items()}


def _spread(seconds: Floats, known: list[str], texts: Sequence[str | None]) -> Floats:
    """Return the seconds of texts, from those of the different ones, in the order in which they turn up."""
    if len(known) == len(texts):
        return seconds
    place: dict[str | None, int] = {text: n for n, text in enumerate(known)}
    return np.append(seconds, np.nan)[[place.get(text, -1) for text in texts]]


def looks_like_date(text: str) -> bool:
    """Return whether a field reads as a date, or a time of day, written with signs between the parts."""
    text = text.strip()
    if not text or len(text) > 40 or not any(map(str.isdigit, text)):
        return False
    return is_date(text)


def readable(texts: Iterable[str]) -> frozenset[str]:
    """Return which texts are dates, or times of day."""
    return frozenset(text for text in texts if is_date(text))


def known_moments(days: NDArray[np.datetime64]) -> Moments:
    """Return the moments of dates that a file declares as such, datetime64 with NaT."""
    micro = days.astype("datetime64[us]")
    gone = np.isnat(micro)
    seconds = micro.astype("int64") / 1e6
    seconds[gone] = np.nan
    return Moments(seconds, True, bool(np.any(np.mod(seconds[~gone], DAY))))


def compact_dates(values: NDArray[np.float64]) -> Moments | None:
    """Return the moments of whole numbers such as 20240131 or 2024013118 (18 h), or None unless all are such dates."""
    is_known = ~np.isnan(values)
    given = values[is_known]
    if len(given) < _FEWEST_COMPACT or (given[:_FEWEST_COMPACT] % 1).any():
        return None
    low, high = given.min(), given.max()
    # The clock behind the date: none, hours (as weather stations write), or hours and minutes.
    clock = next((n for n in (0, 2, 4) if low // 10**n >= _FIRST_DAY and high // 10**n <= _LAST_DAY), None)
    if clock is None or (given % 1).any() or len(np.unique(given)) < _FEWEST_COMPACT:
        return None
    day, time = np.divmod(given.astype(np.int64), 10**clock)
    days, are_days = day_numbers(day // 10_000, day // 100 % 100, day % 100)
    hour, minute = np.divmod(time * 10 ** (4 - clock), 100)
    seconds, are_times = clock_seconds(hour, minute, np.zeros_like(hour))
    if not (are_days & are_times).all():
        return None
    column = np.full(len(values), np.nan)
    column[is_known] = days * DAY + seconds
    return Moments(column, True, clock > 0)
