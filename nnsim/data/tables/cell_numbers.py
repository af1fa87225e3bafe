"""Numbers from the bytes of many fields at once, each with the very bits that Python's `float` gives it.

Eight digits lie side by side in an integer of 64 bits, and a few products and sums of it are their value: what
costs Python a call for each field is here a pass over all of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.tables.cells import Cells, Places
from nnsim.data.tables.rounded_once import scaled

_Words = NDArray[np.uint64]
_Mask = NDArray[np.bool_]

_ALL = (1 << 64) - 1
_MOST_WORDS = 3
_EXPONENTS = range(2, 6)
"""How long an exponent is, its letter included."""
_NO_POINT = 0xFF
"""No byte of UTF-8."""


def _lanes(byte: int) -> np.uint64:
    """Return eight times the same byte."""
    return np.uint64(byte * (_ALL // 255))


_ZEROS, _FULL = _lanes(ord("0")), np.uint64(0xFF)
_HIGH, _LOW, _BEYOND_NINE = _lanes(0x80), _lanes(0x7F), _lanes(0x80 - 10)
_LAST = np.array([_ALL << 8 * (8 - n) & _ALL for n in range(9)], np.uint64)
"""The masks of the last 0 to 8 of eight bytes."""
_ONE, _SEVEN, _LANE, _TO_FIRST = (np.uint64(n) for n in (1, 7, 8, 56))
_PAIRS, _FOURS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x000000FF000000FF)
_TEN, _BY_ONES, _BY_HUNDREDS = np.uint64(10), np.uint64(10**6 << 32 | 100), np.uint64(10**4 << 32 | 1)
_HALF, _TWO_LANES = np.uint64(32), np.uint64(16)
_PLACES = np.array([1, 10**8, 10**16], np.uint64)
_MOST_IN_FRONT = np.uint64(999)
"""What may stand before sixteen digits, so that all of them fit."""


def numbers(cells: Cells, point: str) -> tuple[Floats, _Mask]:
    """Return the numbers that fields (n,) hold, and in which of them there is one.

    Digits with at most one `point` among them, a sign before and an exponent behind. NaN stands where there is
    none, or where it cannot be told for certain to the last bit.
    """
    # As programs write exponents: e-05. They are spared an attempt without one.
    has_exponent = (cells.signs[cells.ends - 4] | 0x20) == ord("e")
    has_exponent &= cells.ends - cells.starts > 4
    if not has_exponent.any():
        return _most(cells, ord(point))
    values, fine = np.empty(cells.rows), np.empty(cells.rows, np.bool_)
    for which, read in ((has_exponent, _with_exponents), (~has_exponent, _most)):
        values[which], fine[which] = read(cells.chosen(which), ord(point))
    return values, fine


def _most(cells: Cells, point: int) -> tuple[Floats, _Mask]:
    """Return the same, reading all without exponents first."""
    minus, digits, behind, fine = _decimals(cells, point)
    values, fine = _signed(*scaled(digits, -behind), minus, fine)
    left = np.flatnonzero(~fine & (cells.ends - cells.starts > 2))
    if left.size:
        values[left], fine[left] = _with_exponents(cells.chosen(left), point)
    return values, fine


def _with_exponents(cells: Cells, point: int) -> tuple[Floats, _Mask]:
    """Return the same of fields with exponents alone."""
    signs, mark = cells.signs, cells.starts
    for length in _EXPONENTS:
        place = np.maximum(cells.ends - length, cells.starts)
        mark = np.where((signs[place] | 0x20) == ord("e"), place, mark)
    minus, digits, behind, fine = _decimals(replace(cells, ends=mark), point)
    down, power, _, has_power = _decimals(replace(cells, starts=mark + 1), _NO_POINT)
    powers = power.astype(np.intp)
    return _signed(*scaled(digits, np.where(down, -powers, powers) - behind), minus, fine & has_power)


def _signed(values: Floats, certain: _Mask, minus: _Mask, fine: _Mask) -> tuple[Floats, _Mask]:
    np.negative(values, out=values, where=minus)
    fine &= certain
    values[~fine] = np.nan
    return values, fine


def _decimals(cells: Cells, point: int) -> tuple[_Mask, _Words, Places, _Mask]:
    """Return whether a minus stands before, all digits as one number, those behind the point, and where all fits."""
    signs, eights = cells.signs, cells.eights
    first = signs[cells.starts]
    minus = first == ord("-")
    lengths = cells.ends - cells.starts - (minus | (first == ord("+")))
    digits, behind = np.zeros(cells.rows, np.uint64), np.zeros(cells.rows, np.intp)
    fine = np.zeros(cells.rows, np.bool_)
    for words in range(1, _MOST_WORDS + 1):
        which = np.flatnonzero((lengths > 8 * (words - 1)) & (lengths <= 8 * words))
        if which.size:
            ends, own = cells.ends[which], lengths[which]
            # From the last to the first, each with its digits as far to the end as they go.
            taken = [
                (eights[ends - 8 * (n + 1)] ^ _ZEROS) & _LAST[np.minimum(own - 8 * n, 8)]
                for n in range(words)
            ]
            digits[which], behind[which], fine[which] = _put_together(taken, own, _lanes(point ^ ord("0")))
    return minus, digits, behind, fine


def _put_together(words: list[_Words], lengths: Places, point: np.uint64) -> tuple[_Words, Places, _Mask]:
    """Return the digits of all `words` as one number, how many stand behind the point, and where nothing else is."""
    found, behind = np.zeros_like(words[0]), np.zeros(len(lengths), np.intp)
    odd, points, seen = np.zeros_like(found), np.zeros(len(lengths), np.uint8), np.zeros_like(found)
    for n, word in enumerate(words):
        # The highest bit of each byte that is the point.
        other = word ^ point
        at = ~(((other & _LOW) + _LOW) | other) & _HIGH
        points += np.bitwise_count(at)
        hole = (at >> _SEVEN) * _FULL
        rest = word & ~hole
        odd |= ((rest + _BEYOND_NINE) | rest) & _HIGH
        has = at != 0
        below = np.bitwise_count(at - _ONE) >> 3
        behind += np.where(has, 8 * n + 7 - below.astype(np.intp), 0)
        # What stands before the point moves up by one, over the hole.
        seen |= np.negative(has.astype(np.uint64))
        before = ((at >> _SEVEN) - _ONE) & seen
        moved = (rest & before) << _LANE
        if n + 1 < len(words):
            moved |= (words[n + 1] >> _TO_FIRST) & seen
        value = _value(rest & ~before | moved)
        if n == 2:
            odd |= np.where(value > _MOST_IN_FRONT, _HIGH, 0)
        found += value * _PLACES[n]
    fine = (odd == 0) & (points <= 1) & (lengths > points)
    # What is not fine may be more than can be worked with.
    return found * fine, behind, fine


def _value(word: _Words) -> _Words:
    """Return the number of the eight digits in a word, the first of them lowest in it."""
    pairs = word * _TEN + (word >> _LANE)
    return ((pairs & _FOURS) * _BY_ONES + ((pairs >> _TWO_LANES) & _FOURS) * _BY_HUNDREDS) >> _HALF
