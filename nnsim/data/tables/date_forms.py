"""What dates and times of one form have in common, so that many are read at once: which of their signs say what.

Of one form are texts that are the same but for their digits, such as 24.12.2024 and 01.01.1970.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.tables.one_date import DAY, FIRST_YEAR, LAST_YEAR, matches, month_number, plain, rewritten

Signs = NDArray[np.uint32]
Whole = NDArray[np.int64]
_Mask = NDArray[np.bool_]

ANY_DIGIT = "1"
"""What stands for each digit in a form; so it is a date, or a time, itself where texts of the form can be."""
_ZERO = ord("0")


@dataclass(frozen=True, eq=False)
class Form:
    """How texts of one form are read."""

    order: str
    """Of day, month and year: ``?`` where it is open, empty where there are none."""
    found: re.Match[str]
    """The parts of the form."""
    places: list[int]
    """Where the signs of what was matched stand in the text."""

    @property
    def has_time(self) -> bool:
        """Whether there is a time of day."""
        return bool(self.found["hour"])

    def seconds(self, signs: Signs, order: str) -> Floats:
        """Return what texts (n, width) stand for, as `one_date.Read.seconds`; NaN where they are no such moment."""
        since, fits = np.zeros(len(signs)), np.ones(len(signs), np.bool_)
        if self.has_time:
            since, fits = self._time(signs)
        if self.order:
            days, are_days = self._days(signs, order if self.order == "?" else self.order)
            since, fits = days * DAY + since, fits & are_days
        return np.where(fits, since, np.nan)

    def zone(self, signs: Signs) -> Floats:
        """Return the seconds east of Greenwich, NaN where no zone is given."""
        text = self.found["zone"]
        if not text:
            return np.full(len(signs), np.nan)
        own = [place for place, sign in zip(self._of("zone"), text, strict=True) if sign == ANY_DIGIT]
        hours = 1 if len(own) in (1, 3) else 2
        east = _number(signs, own[:hours]) * 3600.0 + _number(signs, own[hours:]) * 60.0
        return -east if "-" in text else east

    def _days(self, signs: Signs, order: str) -> tuple[Whole, _Mask]:
        parts = {what: self._part(name, signs) for what, name in zip(order, "abc", strict=True)}
        year = parts["y"]
        if len(self.found["abc"[order.index("y")]]) == 2:
            year = year + np.where(year < 70, 2000, 1900)
        days, fits = day_numbers(year, parts["m"], parts["d"])
        return days, fits & (year >= FIRST_YEAR) & (year <= LAST_YEAR)

    def _part(self, name: str, signs: Signs) -> Whole:
        """Return the numbers of day, month or year: the first day where none is given."""
        text = self.found[name]
        if not text or not text.startswith(ANY_DIGIT):
            return np.full(len(signs), month_number(text) if text else 1)
        return _number(signs, self._of(name))

    def _time(self, signs: Signs) -> tuple[Floats, _Mask]:
        hour, minute, second = (_number(signs, self._of(name)) for name in ("hour", "minute", "second"))
        fits = np.ones(len(signs), np.bool_)
        if half := self.found["half"]:
            fits = (hour >= 1) & (hour <= 12)
            hour = hour % 12 + 12 * (half[0] in "pP")
        part = self._of("part")[1:]
        seconds, on_clock = clock_seconds(hour, minute, second)
        return seconds + _number(signs, part) / 10.0 ** len(part), fits & on_clock

    def _of(self, name: str) -> list[int]:
        return self.places[slice(*self.found.span(name))] if self.found[name] else []


def form_of(text: str) -> Form | None:
    """Return how texts of a form are read; None where there are several ways, or none, and each has to be looked at."""
    places = rewritten(text)
    found = list(matches(plain(text)))
    if places is None or len(found) != 1:
        return None
    return Form(*found[0], places)


def day_numbers(year: Whole, month: Whole, day: Whole) -> tuple[Whole, _Mask]:
    """Return the days since 1970-01-01 of days (n,), and which of them are in the calendar."""
    fits = (month >= 1) & (month <= 12)
    since = (year - 1970) * 12 + np.where(fits, month - 1, 0)
    first, last = (
        months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        for months in (since, since + 1)
    )
    return first + day - 1, fits & (day >= 1) & (day <= last - first)


def clock_seconds(hour: Whole, minute: Whole, second: Whole) -> tuple[Floats, _Mask]:
    """Return the seconds since midnight of times (n,), and which of them a clock shows."""
    fits = (hour <= 24) & (minute <= 59) & (second <= 60) & ((hour < 24) | (minute + second == 0))
    return hour * 3600.0 + minute * 60.0 + second, fits


def _number(signs: Signs, places: list[int]) -> Whole:
    """Return the number (n,) whose digits stand at `places`, 0 where there are none."""
    value = np.zeros(len(signs), np.int64)
    for place in places:
        value = value * 10 + (signs[:, place].astype(np.int64) - _ZERO)
    return value
