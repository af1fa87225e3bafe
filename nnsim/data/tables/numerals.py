"""Numbers as people write them: decimal and thousands signs, units of measure, brackets for minus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_BLANKS = " \u00a0\u2007\u2009\u202f"
_QUOTES = "'\u2019\u02bc\u00b4`"
_GROUPERS = {",": ",", ".": r"\.", " ": f"[{_BLANKS}]", "'": f"[{_QUOTES}]", "_": "_"}
"""Signs that may group digits by three, as patterns. A blank stands for its relatives (no-break, thin), too."""
_CODES = (
    "USD EUR GBP JPY CNY RMB INR CHF SEK NOK DKK PLN CZK HUF RUB BRL MXN CAD AUD NZD KRW TRY ZAR SGD HKD THB "
    "ILS"
)
_CURRENCY = r"(?:US|AU|CA|NZ|HK|A|C|R|S)?\$|[€£¥￥₹₩₽₺₫฿₴₪₦]|Rs\.?|kr\.?|Fr\.|zł|" + "|".join(_CODES.split())
_IN_UNIT = r"(?<=/)100?0?(?=[^\W\d_])|(?:(?<=m)|(?<=ft))[23](?!\w)"
"""Digits within a unit of measure: l/100km, kg/m2."""
_UNIT = (
    rf"/?[^\W\d_](?:[^\s\d,;:'\"()!?_=<>#@|&+]|{_IN_UNIT}){{0,11}}|"
    + r"[%‰°µ\u2103\u2109″′][^\s\d,;:()!?=<>#@|&]{0,9}|;"
)
_MAGNITUDES = {
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "mn": 1e6,
    "Mn": 1e6,
    "Mio": 1e6,
    "Mio.": 1e6,
    "B": 1e9,
    "bn": 1e9,
    "Bn": 1e9,
    "Mrd": 1e9,
    "Mrd.": 1e9,
    "T": 1e12,
    ";": 1.0,  # which some loggers write behind every line
}
_HEMISPHERES = ({"N", "S"}, {"E", "W"})
_EXPONENT = re.compile(r"(?<=[0-9.,])[eEdD][+-]?[0-9]+$")
_OF_UNIT = re.compile(_IN_UNIT)
_FLAGS = re.compile("[bcdefinprsuz]{1,3}")
_KELVIN_OR_TONNES = frozenset("KT")
"""Magnitudes that are units of measure, too."""
_SPECIAL = {"inf": np.inf, "infinity": np.inf}


@dataclass(frozen=True)
class Numerals:
    """How numbers are written in one file."""

    decimal: str = "."
    thousands: str = ""
    """One of `_GROUPERS`, or empty where digits are not grouped."""

    def plain(self, text: str) -> float | None:
        """Return what a field without a unit of measure stands for, or None when it is no number."""
        found = self.parse(text)
        return found.value if found is not None and not found.unit and not found.suffix else None

    def is_number(self, text: str) -> bool:
        """Return whether a field reads as a number, with or without a unit of measure."""
        return self.parse(text) is not None

    def parse(self, text: str) -> Measured | None:
        """Return the number and its unit that a field stands for, or None when it is none."""
        found = _pattern(self.decimal, self.thousands).fullmatch(text.strip())
        if found is None:
            special = _SPECIAL.get(text.strip().lstrip("+-−").lower())
            return None if special is None else Measured(-special if text.strip()[0] in "-−" else special)
        if bool(found["open"]) != bool(found["close"]):
            return None
        signs = [found["sign"], found["after"], found["trail"]]
        minus = bool(found["open"]) or any(sign and sign not in "+" for sign in signs)
        value = float(_plain_digits(found["number"], self))
        return Measured(-value if minus else value, found["before"] or "", found["suffix"] or "")


PLAIN = Numerals()
"""A point before the decimals, and digits that are not grouped."""


@dataclass(frozen=True)
class Measured:
    """A number, the currency before it and the unit behind it."""

    value: float
    unit: str = ""
    suffix: str = ""


@lru_cache(maxsize=64)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    digits = "[0-9]+"
    if thousands:
        sign = _GROUPERS[thousands]
        digits = f"[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+|{digits}"
        if thousands == ",":
            # Lakhs and crores: 12,34,567.
            digits = f"[0-9]{{1,2}}(?:,[0-9]{{2}})+,[0-9]{{3}}|{digits}"
    point = re.escape(decimal)
    number = f"(?:(?:{digits})(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+|[dD][+-][0-9]+)?"
    blank = f"[{_BLANKS}]?"
    return re.compile(
        rf"(?P<open>\()?(?P<sign>[-+−–])?{blank}(?P<before>{_CURRENCY})?{blank}(?P<after>[-+−])?"
        rf"(?P<number>{number}){blank}(?P<suffix>{_CURRENCY}|{_UNIT})?(?P<trail>-)?(?P<close>\))?"
    )


def _plain_digits(number: str, numerals: Numerals) -> str:
    """Return a number that matched as Python writes it."""
    if numerals.thousands:
        number = re.sub(_GROUPERS[numerals.thousands], "", number)
    # Fortran writes the exponent of a double with a D.
    return number.replace(numerals.decimal, ".").upper().replace("D", "E")


def fast_numbers(fields: Sequence[str], numerals: Numerals) -> list[float] | None:
    """Return the fields as numbers when every one is a plain number without grouped digits, or says NaN.

    Python's own reading, a hundred times faster than `Numerals.parse`.
    """
    text = "\n".join(fields)
    if "_" in text:
        return None
    if numerals.decimal == ",":
        # A point is no decimal sign here, and must not pass for one.
        text = text.replace(".", "x").replace(",", ".")
        if text.count("\n") >= len(fields):
            return None  # a field goes over several lines
        fields = text.split("\n")
    try:
        return list(map(float, fields))
    except ValueError:
        return None


def numbers_of(distinct: Sequence[str], numerals: Numerals) -> tuple[NDArray[np.float64], str] | None:
    """Return the values of different texts, and their unit; None unless all are numbers of one unit."""
    found: list[Measured] = []
    for text in distinct:
        one = numerals.parse(text)
        if one is None:
            return None
        found.append(one)
    if not found:
        return None
    values = np.array([one.value for one in found])
    units, suffixes = {one.unit for one in found} - {""}, {one.suffix for one in found}
    if suffixes in _HEMISPHERES:
        # North and east of zero, or south and west.
        values *= [-1.0 if one.suffix in "SW" else 1.0 for one in found]
        return None if units else (values, "°")
    magnitudes = suffixes - {""}
    if magnitudes <= _MAGNITUDES.keys() and (
        units or len(suffixes) > 1 or not magnitudes & _KELVIN_OR_TONNES
    ):
        values *= [_MAGNITUDES.get(one.suffix, 1.0) for one in found]
        suffixes = set()
    suffixes -= {""}
    if suffixes and 2 * sum(not one.suffix for one in found) > len(found):
        # Letters behind some of the numbers are flags of the statistician, such as "12.5 e".
        suffixes = {suffix for suffix in suffixes if not _FLAGS.fullmatch(suffix)}
        found = [one if one.suffix in suffixes else Measured(one.value, one.unit) for one in found]
    if len(units) > 1 or len(suffixes) > 1:
        return None
    measured = sum(bool(one.unit or one.suffix) for one in found)
    unit = "".join([*units, *suffixes])
    return None if unit and 2 * measured < len(found) else (values, unit)


@dataclass(frozen=True)
class Guess:
    """How numbers seem to be written, and a field that can be read in two ways."""

    numerals: Numerals
    doubtful: str = ""
    other: Numerals = PLAIN
    """The other way to read `doubtful`."""


_ANY_SIGN = re.compile(f"[.,_{_BLANKS}{_QUOTES}]")
_CORE = re.compile(rf"[0-9](?:[.,_{_BLANKS}{_QUOTES}]?[0-9])+[.,]?|[.,]?[0-9]+[.,]?")


@dataclass
class _Seen:
    """What one sign does in the numbers of one column."""

    grouped: int = 0
    """Fields in which it can group digits by three."""
    certain: int = 0
    """Fields in which it can do nothing else: it comes twice, or before a decimal sign."""
    decimal: int = 0
    """Fields in which it cannot group."""
    bare: int = 0
    """Whole numbers below 1,000 without it."""
    long: int = 0
    """Numbers from 1,000 on without it."""
    example: str = ""


def guess_numerals(columns: Iterable[Sequence[str]], separator: str) -> Guess:
    """Return how the numbers in the columns are written.

    A sign that groups digits by three wherever it occurs, beside numbers without it, is a
    thousands sign. Where both readings fit, the field is named with the other reading.
    """
    seen = {sign: _Seen() for sign in _GROUPERS}
    for column in columns:
        if _ANY_SIGN.search("\n".join(column)) is None:
            continue
        cores = [_core(text) for text in column]
        known = [core for core in cores if core]
        if 2 * len(known) < sum(bool(text.strip()) for text in column):
            continue
        for sign, total in seen.items():
            _add(total, _look(sign, known))
    point, comma = seen["."], seen[","]
    by_hand = max(
        (s for s in " '_" if seen[s].grouped and not seen[s].decimal),
        default="",
        key=lambda s: seen[s].grouped,
    )
    if comma.decimal or point.decimal or comma.certain or point.certain:
        return Guess(_certain(point, comma, by_hand))
    return _doubtful(point, comma, by_hand, separator)


def _certain(point: _Seen, comma: _Seen, by_hand: str) -> Numerals:
    """Return the reading when at least one sign can be one thing only."""
    is_comma = comma.decimal > point.decimal if comma.decimal or point.decimal else bool(point.certain)
    if is_comma:
        groups = (point.grouped or point.certain) and not point.decimal
        return Numerals(",", "." if groups else by_hand)
    groups = (comma.grouped or comma.certain) and not comma.decimal
    return Numerals(".", "," if groups else by_hand)


def _doubtful(point: _Seen, comma: _Seen, by_hand: str, separator: str) -> Guess:
    """Return the reading when every point and comma stands before exactly three digits."""
    for sign, seen, other in ((",", comma, "."), (".", point, ",")):
        if not seen.grouped:
            continue
        grouping, decimal = Numerals(other, sign), Numerals(sign, by_hand)
        if seen.long:
            return Guess(decimal)
        beside = seen.bare > 0
        # A comma in a file that commas do not separate is rather English than three decimals.
        by_custom = sign == "," and separator != ";"
        if beside or by_custom:
            return Guess(grouping, seen.example, decimal)
        return Guess(decimal, seen.example, grouping)
    return Guess(Numerals(".", by_hand))


def _core(text: str) -> str:
    """Return the digits of a field with the signs between them, empty when it holds no one number."""
    text = _OF_UNIT.sub("", _EXPONENT.sub("", text))
    cores = _CORE.findall(text)
    return cores[0] if len(cores) == 1 and len(text) - len(cores[0]) <= 14 else ""


def _look(sign: str, cores: Sequence[str]) -> _Seen:
    """Return what a sign does in the numbers of one column."""
    found, marks = _Seen(), _BLANKS if sign == " " else _QUOTES if sign == "'" else sign
    if not any(mark in core for mark in marks for core in cores):
        return found
    group = _GROUPERS[sign]
    pattern = re.compile(f"[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+(?P<rest>[.,][0-9]*)?")
    indian = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?P<rest>\.[0-9]*)?")
    for core in cores:
        times = sum(core.count(mark) for mark in marks)
        fits = pattern.fullmatch(core) or (indian.fullmatch(core) if sign == "," else None)
        if not times:
            whole = re.split("[.,]", core)[0] if sign not in ".," else core
            found.bare += whole.isdecimal() and len(whole) <= 3
            found.long += whole.isdecimal() and len(whole) > 3
        elif fits is None or (fits["rest"] or "").startswith(sign):
            found.decimal += times == 1 and sign in ".,"
            found.decimal += 2 * (sign not in ".,")
        else:
            found.grouped += 1
            found.certain += times > 1 or bool(fits["rest"])
            found.example = found.example or core
    if found.grouped and found.long and not found.certain and sign in ".,":
        # 1234 beside 1,234: digits are not grouped here.
        found.decimal += sign == "."
    return found


def _add(total: _Seen, one: _Seen) -> None:
    """Add what a sign does in one column, judging only columns in which it occurs."""
    if not (one.grouped or one.decimal):
        return
    total.grouped += one.grouped
    total.certain += one.certain
    total.decimal += one.decimal
    total.bare += one.bare
    total.long += one.long
    total.example = total.example or one.example
