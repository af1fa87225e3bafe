"""Dates and times as people write them, and the numbers they become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import mark, tr

Order = Literal["ymd", "dmy", "mdy"]

_MONTHS = {
    "jan": 1, "janv": 1, "feb": 2, "fév": 2, "févr": 2, "fev": 2, "mar": 3, "mär": 3, "mrz": 3, "mars": 3,
    "apr": 4, "avr": 4, "avril": 4, "abr": 4, "may": 5, "mai": 5, "jun": 6, "juin": 6, "jul": 7, "juil": 7,
    "aug": 8, "aoû": 8, "août": 8, "ago": 8, "sep": 9, "sept": 9, "set": 9, "oct": 10, "okt": 10, "out": 10,
    "nov": 11, "dec": 12, "dez": 12, "déc": 12, "dic": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12,
    "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12,
    "janvier": 1, "février": 2, "juillet": 7, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12,
}  # fmt: skip
_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?P<part>[.,][0-9]{1,9})?)?"
    r"\s?(?P<half>[AaPp]\.?[Mm]\.?)?\s?"
    r"(?P<zone>Z|(?:UTC|GMT)(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?"
)
_AFTER = rf"(?:[T ,]\s?{_TIME})?"
_DATES = (
    ("ymd", r"(?P<a>[0-9]{4})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)(?P<c>[0-9]{1,2})"),
    ("ymd", r"(?P<a>[0-9]{4})年(?P<b>[0-9]{1,2})月(?P<c>[0-9]{1,2})日"),
    ("?", r"(?P<a>[0-9]{1,2})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)(?P<c>[0-9]{4})"),
    ("?", r"(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})/(?P<c>[0-9]{2})"),
    ("?", r"(?P<a>[0-9]{2})(?P<s>[-.])(?P<b>[0-9]{2})(?P=s)(?P<c>[0-9]{2})"),
    ("dmy", r"(?P<a>[0-9]{1,2})[- ./]\s?(?P<b>[^\W\d_]{3,9})\.?[- ,./]\s?(?P<c>[0-9]{4}|[0-9]{2})"),
    ("mdy", r"(?P<a>[^\W\d_]{3,9})\.?[- ](?P<b>[0-9]{1,2})(?:st|nd|rd|th)?,?[- ](?P<c>[0-9]{4})"),
    ("ymd", r"(?P<a>[0-9]{4})[- ](?P<b>[^\W\d_]{3,9})[- ](?P<c>[0-9]{1,2})"),
    ("ymd", r"(?P<a>[12][0-9]{3})-(?P<b>[0-9]{2})(?P<c>)"),
    ("myd", r"(?P<a>[^\W\d_]{3,9})\.?[- ](?P<b>[12][0-9]{3})(?P<c>)"),
)
_PATTERNS = tuple((order, re.compile(pattern + _AFTER)) for order, pattern in _DATES)
_TIME_ONLY = re.compile(_TIME)
_DOTS = re.compile(r"^([0-9]{1,2})\.([0-9]{2})\.([0-9]{2})$")
_COMPACT = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_YEAR_LAST = re.compile(r"([^\W\d_]{3}\s+[0-9]{1,2})\s+([0-9:]{5,8})((?:\s[+-][0-9]{4})?)\s+([0-9]{4})")
"""As C, Git and Twitter write moments: Sep 24 03:35:21 +0000 2012."""
_BASIC = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])[T ]([0-2][0-9])([0-5][0-9])([0-5][0-9])?")
"""As ISO 8601 writes moments in its short form: 20141013T000000."""
_COUNTED = re.compile(r"([1-9][0-9]?)-(0[1-9]|1[0-2])")
_MONTHS_OF_A_YEAR = 12
_DAY = 86_400.0
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_FEWEST_COMPACT = 5
_FEWEST_AT_ONCE = 1_000
_DAY_ONLY = len("2024-01-31")
_ISO_WIDTHS = (_DAY_ONLY, len("2024-01-31 10:00"), len("2024-01-31 10:00:00"))


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


def looks_like_date(text: str) -> bool:
    """Return whether a field reads as a date, or a time of day, written with signs between the parts."""
    text = text.strip()
    if not text or len(text) > 40 or not any(map(str.isdigit, text)):
        return False
    return _read(text, "dmy") is not None or _read(text, "mdy") is not None


def moments_of(texts: Sequence[str | None], order: str = "auto") -> Moments | None:
    """Return the moments of a column of texts (None: missing), or None unless all are dates or times.

    Parameters
    ----------
    order
        ``dmy`` or ``mdy`` for dates of which only that is not clear, or ``auto``: as far as all
        values allow one only; else the day comes first, except between slashes.
    """
    known = sorted({text for text in texts if text is not None})
    if not known:
        return None
    if len(known) > _FEWEST_AT_ONCE:
        at_once = _iso(known)
        if at_once is not None:
            own = dict(zip(known, at_once.tolist(), strict=True))
            seconds = np.array([np.nan if text is None else own[text] for text in texts])
            return Moments(seconds, True, len(known[0]) > _DAY_ONLY)
        if not _candidates(known[0]) or not _candidates(known[-1]):
            return None
    numbered = _numbered_years(known)
    if numbered:
        return moments_of([None if text is None else numbered[text] for text in texts], order)
    found = {text: _candidates(text) for text in known}
    orders = [o for o in ("dmy", "mdy") if all(o in of for of in found.values())]
    if not orders:
        return None
    unsure = (
        next((text for text, of in found.items() if of["dmy"] != of["mdy"]), "") if len(orders) == 2 else ""
    )
    usual = "mdy" if "/" in unsure else "dmy"
    taken = orders[0] if len(orders) == 1 else order if order in orders else usual
    read = {text: of[taken] for text, of in found.items()}
    with_date = {one.has_date for one in read.values()}
    if len(with_date) > 1:
        return None
    zones = {one.zone for one in read.values()}
    value = {text: one.seconds - (one.zone or 0.0 if len(zones) > 1 else 0.0) for text, one in read.items()}
    seconds = np.array([np.nan if text is None else value[text] for text in texts])
    has_time = any(one.has_time for one in read.values())
    is_ymd = not any(_is_open(text) for text in known)
    return Moments(seconds, with_date.pop(), has_time, unsure, "ymd" if is_ymd else taken)  # type: ignore[arg-type]


def _numbered_years(known: Sequence[str]) -> dict[str, str]:
    """Return texts such as 1-01 to 3-12, months of years that are only counted, as those from 1901 on; else nothing."""
    parted = {text: found for text in known if (found := _COUNTED.fullmatch(text)) is not None}
    if len(parted) < len(known) or len({found[2] for found in parted.values()}) < _MONTHS_OF_A_YEAR:
        return {}
    return {text: f"{1900 + int(found[1])}-{found[2]}" for text, found in parted.items()}


def _iso(known: Sequence[str]) -> NDArray[np.float64] | None:
    """Return the seconds of many different dates as ISO 8601 writes them; None unless all are of one form."""
    width = len(known[0])
    if width not in _ISO_WIDTHS or not all(map(str.isascii, (known[0], known[-1]))):
        return None
    texts = np.array(known, f"U{width + 1}")
    signs = texts.view(np.uint32).reshape(len(texts), width + 1)
    form = "0000-00-00 00:00:00"[:width]
    for place, sign in enumerate(form):
        column = signs[:, place]
        if sign == "0":
            fits = (column >= ord("0")) & (column <= ord("9"))
        else:
            fits = (column == ord(sign)) | ((column == ord("T")) & (sign == " "))
        if not fits.all():
            return None
    if signs[:, width].any() or signs[:, 0].min() < ord("1") or signs[:, 0].max() > ord("2"):
        return None
    try:
        return texts.astype("datetime64[s]").astype(np.int64).astype(np.float64)
    except ValueError:
        # Such as 24:00, which the careful way knows.
        return None


def known_moments(days: NDArray[np.datetime64]) -> Moments:
    """Return the moments of dates that a file declares as such, datetime64 with NaT."""
    micro = days.astype("datetime64[us]")
    gone = np.isnat(micro)
    seconds = micro.astype("int64") / 1e6
    seconds[gone] = np.nan
    return Moments(seconds, True, bool(np.any(np.mod(seconds[~gone], _DAY))))


def readable(texts: Iterable[str]) -> frozenset[str]:
    """Return which texts are dates, or times of day."""
    return frozenset(text for text in texts if _candidates(text))


def compact_dates(values: NDArray[np.float64]) -> Moments | None:
    """Return the moments of whole numbers such as 20240131 or 2024013118 (18 h), or None unless all are such dates."""
    given = values[~np.isnan(values)]
    if len(given) < _FEWEST_COMPACT or given.min() < 17_000_101 or (given[:_FEWEST_COMPACT] % 1).any():
        return None
    known = np.unique(given)
    if len(known) < _FEWEST_COMPACT or (known % 1).any():
        return None
    # The clock behind the date: none, hours (as weather stations write), or hours and minutes.
    clock = next(
        (n for n in (0, 2, 4) if known[0] // 10**n >= 17_000_101 and known[-1] // 10**n <= 22_001_231), None
    )
    if clock is None:
        return None
    seconds = {}
    for value in known.tolist():
        read = _compact(str(int(value)), clock)
        if read is None:
            return None
        seconds[value] = read.seconds
    column = np.array([seconds.get(value, np.nan) for value in values.tolist()])
    return Moments(column, True, clock > 0)


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
    origin = float(first if moments.has_time else np.floor(first / _DAY) * _DAY)
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
        return (seconds - origin) / _DAY
    if base == "clock":
        return np.mod(seconds, _DAY) / 3600.0
    if base == "hour":
        return np.floor(np.mod(seconds, _DAY) / 3600.0)
    return _of_calendar(base, seconds)


def _of_calendar(key: str, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(seconds)
    days = np.zeros(len(seconds), "int64")
    days[known] = np.floor(seconds[known] / _DAY).astype("int64")
    if key == "weekday":
        found = (days + 3.0) % 7.0 + 1.0
    else:
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype("int64")
        found = np.floor(months / 12) + 1970.0 if key == "year" else (months % 12) + 1.0
    found[~known] = np.nan
    return found


@dataclass(frozen=True)
class _Read:
    seconds: float
    has_date: bool
    has_time: bool
    zone: float | None = None
    """Seconds east of Greenwich, None where none is given."""


def _candidates(text: str) -> dict[str, _Read]:
    return {order: read for order in ("dmy", "mdy") if (read := _read(text.strip(), order)) is not None}


def _is_open(text: str) -> bool:
    """Return whether the order of the parts of a date has to be known to read it."""
    text = _WEEKDAY.sub("", text.strip())
    return any(order == "?" and pattern.fullmatch(text) for order, pattern in _PATTERNS)


def _read(text: str, order: str) -> _Read | None:
    text = _YEAR_LAST.sub(r"\1 \4 \2\3", _WEEKDAY.sub("", text))
    basic = _BASIC.match(text)
    if basic is not None:
        year, month, day, hour, minute, second = basic.groups("00")
        text = f"{year}-{month}-{day} {hour}:{minute}:{second}{text[basic.end() :]}"
    for own, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        read = _moment(found, order if own == "?" else own) if found is not None else None
        if read is not None:
            return read
    found = _TIME_ONLY.fullmatch(text) or _TIME_ONLY.fullmatch(_DOTS.sub(r"\1:\2:\3", text))
    if found is None:
        return None
    seconds = _time_of_day(found)
    return None if seconds is None else _Read(seconds, False, True, _zone(found["zone"]))


def _moment(found: re.Match[str], order: str) -> _Read | None:
    parts = dict(zip(order, (found["a"], found["b"], found["c"]), strict=True))
    month = parts["m"]
    number = int(month) if month.isdecimal() else _MONTHS.get(month.lower().rstrip("."), 0)
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year < 70 else 1900
    seconds = _time_of_day(found) if found["hour"] else 0.0
    if seconds is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        day = date(year, number, int(parts["d"] or 1))
    except ValueError:
        return None
    since = (day - date(1970, 1, 1)).days * _DAY
    return _Read(since + seconds, True, bool(found["hour"]), _zone(found["zone"]))


def _time_of_day(found: re.Match[str]) -> float | None:
    """Return seconds since midnight, None for a time no clock shows."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found["half"][0] in "pP")
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second):
        return None
    part = float("0." + found["part"][1:]) if found["part"] else 0.0
    return hour * 3600.0 + minute * 60.0 + second + part


def _zone(text: str | None) -> float | None:
    if not text:
        return None
    given = text.removeprefix("UTC").removeprefix("GMT")
    if given in ("", "Z"):
        return 0.0
    digits = given[1:].replace(":", "")
    hours = 1 if len(digits) in (1, 3) else 2
    seconds = int(digits[:hours]) * 3600.0 + int(digits[hours:] or 0) * 60.0
    return -seconds if given[0] == "-" else seconds


def _compact(text: str, clock: int) -> _Read | None:
    """Return the moment of a date such as 20240131 with so many digits of the time behind it."""
    day, time = text[: len(text) - clock], text[len(text) - clock :]
    found = _COMPACT.fullmatch(day)
    if found is None:
        return None
    return _read("-".join(found.groups()) + (f" {time[:2]}:{time[2:] or '00'}" if time else ""), "dmy")
