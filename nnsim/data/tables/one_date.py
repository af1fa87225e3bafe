"""One date or time of day as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
    ("ymd", r"(?P<a>[12][0-9]{3})[- ](?P<b>[^\W\d_]{3,9})(?P<c>)"),
    ("myd", r"(?P<a>[^\W\d_]{3,9})\.?[- ](?P<b>[12][0-9]{3})(?P<c>)"),
)
_PATTERNS = tuple((order, re.compile(pattern + _AFTER)) for order, pattern in _DATES)
_TIME_ONLY = re.compile(_TIME)
_DOTS = re.compile(r"^([0-9]{1,2})\.([0-9]{2})\.([0-9]{2})$")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_YEAR_LAST = re.compile(
    r"([^\W\d_]{3}\s+[0-9]{1,2})\s+([0-9:]{5,8})((?:\s[+-][0-9]{4})?)(?:\s[A-Z]{3,4})?\s+([0-9]{4})"
)
"""As C, Git, Twitter and Java write moments: Sep 24 03:35:21 +0000 2012; letters for a zone are of the column's own."""
_COUNTED = re.compile(
    r"(?P<y>[12][0-9]{3})(?:[- ]?[QK](?P<q>[1-4])|M(?P<m>0[1-9]|1[0-2]))|[QK](?P<r>[1-4])[- /]?(?P<z>[12][0-9]{3})"
)
"""Quarters and months as statistics number them: 2020-Q1, 2020K1, Q1 2020, 2020M01."""
_BASIC = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])[T ]([0-2][0-9])([0-5][0-9])([0-5][0-9])?")
"""As ISO 8601 writes moments in its short form: 20141013T000000."""
_AROUND = " \t\n\r'"
"""Apostrophes keep spreadsheets from reading a date as such."""
ORDERS = ("dmy", "mdy")
DAY = 86_400.0
FIRST_YEAR, LAST_YEAR = 1000, 2999


@dataclass(frozen=True)
class Read:
    """What a text stands for."""

    seconds: float
    """Since 1970-01-01 00:00 of its own zone; of a time alone since midnight."""
    has_date: bool
    has_time: bool
    zone: float | None = None
    """Seconds east of Greenwich, None where none is given."""


def candidates(text: str) -> dict[str, Read]:
    """Return what a text stands for where the day comes first, and where the month does; no entry: nothing."""
    text = plain(text)
    return {order: found for order in ORDERS if (found := _read(text, order)) is not None}


def is_date(text: str) -> bool:
    """Return whether a text stands for something in one order or the other."""
    text = plain(text)
    return any(_read(text, order) is not None for order in ORDERS)


def is_open(text: str) -> bool:
    """Return whether the order of the parts of a date has to be known to read it."""
    text = _WEEKDAY.sub("", text.strip())
    return any(order == "?" and pattern.fullmatch(text) for order, pattern in _PATTERNS)


def plain(text: str) -> str:
    """Return a text without a weekday, with the year behind the day, and with signs between its parts."""
    text = _YEAR_LAST.sub(r"\1 \4 \2\3", _WEEKDAY.sub("", text.strip(_AROUND)))
    if (found := _COUNTED.fullmatch(text)) is not None:
        quarter = found["q"] or found["r"]
        month = f"{3 * int(quarter) - 2:02d}" if quarter else found["m"]
        return f"{found['y'] or found['z']}-{month}"
    basic = _BASIC.match(text)
    if basic is None:
        return text
    year, month, day, hour, minute, second = basic.groups("00")
    return f"{year}-{month}-{day} {hour}:{minute}:{second}{text[basic.end() :]}"


def rewritten(text: str) -> list[int] | None:
    """Return where each sign of the plain text stands in the text, -1 for an added one; None where that is not clear."""
    signs = list(enumerate(text))
    for day in reversed(list(_WEEKDAY.finditer(text))):
        del signs[day.start() : day.end()]
    late = _YEAR_LAST.search("".join(sign for _, sign in signs))
    if late is not None:
        date_, time, zone, year = (signs[slice(*late.span(group))] for group in range(1, 5))
        signs[late.start() : late.end()] = [*date_, (-1, " "), *year, (-1, " "), *time, *zone]
    return [place for place, _ in signs] if "".join(sign for _, sign in signs) == plain(text) else None


def matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the forms that a plain text has, with the order of day, month and year: ``?`` where it is open.

    The parts are called a, b, c, hour, minute, second, part, half and zone; those of a time alone have no order.
    """
    for order, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            yield order, found
    found = _TIME_ONLY.fullmatch(text) or _TIME_ONLY.fullmatch(_DOTS.sub(r"\1:\2:\3", text))
    if found is not None:
        yield "", found


def month_number(text: str) -> int:
    """Return the number of a month, 0 for what is none."""
    return int(text) if text.isdecimal() else _MONTHS.get(text.lower().rstrip("."), 0)


def _read(text: str, order: str) -> Read | None:
    for own, found in matches(text):
        read = _moment(found, order if own == "?" else own) if own else _time(found)
        if read is not None:
            return read
    return None


def _time(found: re.Match[str]) -> Read | None:
    seconds = _time_of_day(found)
    return None if seconds is None else Read(seconds, False, True, zone_of(found["zone"]))


def _moment(found: re.Match[str], order: str) -> Read | None:
    parts = dict(zip(order, (found["a"], found["b"], found["c"]), strict=True))
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year < 70 else 1900
    seconds = _time_of_day(found) if found["hour"] else 0.0
    if seconds is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        day = date(year, month_number(parts["m"]), int(parts["d"] or 1))
    except ValueError:
        return None
    since = (day - date(1970, 1, 1)).days * DAY
    return Read(since + seconds, True, bool(found["hour"]), zone_of(found["zone"]))


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


def zone_of(text: str | None) -> float | None:
    """Return the seconds east of Greenwich that a zone says, None where there is none."""
    if not text:
        return None
    given = text.removeprefix("UTC").removeprefix("GMT")
    if given in ("", "Z"):
        return 0.0
    digits = given[1:].replace(":", "")
    hours = 1 if len(digits) in (1, 3) else 2
    seconds = int(digits[:hours]) * 3600.0 + int(digits[hours:] or 0) * 60.0
    return -seconds if given[0] == "-" else seconds
