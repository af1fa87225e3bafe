"""Many different dates and times, those of one form read at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Floats
from nnsim.data.tables.date_forms import ANY_DIGIT, Signs, form_of
from nnsim.data.tables.one_date import ORDERS, candidates, is_open

_Mask = NDArray[np.bool_]

_TOGETHER = 1 << 15
"""Texts that are looked at together."""
_FEWEST = 32
"""Fewer of one form are read one by one."""
_LONGEST = 64
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_ZERO, _NINE = ord("0"), ord("9")


@dataclass(frozen=True, eq=False)
class ReadMany:
    """What texts (n,) stand for in one order of day and month, see `one_date.Read`."""

    seconds: Floats
    """NaN where they are no dates in this order."""
    zone: Floats
    """NaN where none is given."""
    has_date: _Mask
    has_time: _Mask
    is_open: _Mask
    """Where the order had to be known."""

    def in_one_zone(self) -> Floats:
        """Return the seconds, those of Greenwich where texts are of several zones, or some of none."""
        is_given = ~np.isnan(self.zone)
        if not is_given.any() or (is_given.all() and (self.zone == self.zone[0]).all()):
            return self.seconds
        return self.seconds - np.nan_to_num(self.zone)

    def differ(self, other: ReadMany) -> _Mask:
        """Return which texts stand for something else in the other order."""
        found: _Mask = (self.seconds != other.seconds) | (self.has_date != other.has_date)
        return found


def read_many(texts: Sequence[str]) -> dict[str, ReadMany]:
    """Return what texts stand for by each order of day and month in which all of them are dates or times."""
    found: dict[str, list[ReadMany]] = {order: [] for order in ORDERS}
    for start in range(0, len(texts), _TOGETHER):
        some = [text.strip() for text in texts[start : start + _TOGETHER]]
        if not (candidates(some[0]) and candidates(some[-1])):
            return {}
        read = _read_some(some)
        for order in [order for order in found if read is None or np.isnan(read[order].seconds).any()]:
            del found[order]
        if read is None or not found:
            return {}
        for order in found:
            found[order].append(read[order])
    return {order: _joined(parts) for order, parts in found.items()}


def _read_some(texts: list[str]) -> dict[str, ReadMany] | None:
    """Return what texts stand for in each order; None where one of them is no date in either."""
    n = len(texts)
    found = {
        order: ReadMany(np.full(n, np.nan), np.full(n, np.nan), *np.zeros((3, n), np.bool_))
        for order in ORDERS
    }
    for members, signs in _by_form(texts):
        form = texts[members[0]].translate(_AS_FORM) if signs is not None else ""
        known = form_of(form)
        if signs is None or known is None:
            if not all(_read_one(texts[member], member, found) for member in members):
                return None
            continue
        for order, read in found.items():
            read.seconds[members] = known.seconds(signs, order)
            read.zone[members] = known.zone(signs)
            read.has_date[members] = bool(known.order)
            read.has_time[members] = known.has_time
            read.is_open[members] = is_open(form)
    return found


_AS_FORM = str.maketrans("0123456789", 10 * ANY_DIGIT)


def _read_one(text: str, place: int, found: dict[str, ReadMany]) -> bool:
    """Note what a text stands for in each order; return whether it does in one of them."""
    for order, one in candidates(text).items():
        read = found[order]
        read.seconds[place] = one.seconds
        read.zone[place] = np.nan if one.zone is None else one.zone
        read.has_date[place], read.has_time[place] = one.has_date, one.has_time
        read.is_open[place] = is_open(text)
    return not all(np.isnan(read.seconds[place]) for read in found.values())


def _by_form(texts: list[str]) -> Iterator[tuple[list[int], Signs | None]]:
    """Yield the places of texts of one form with their signs (n, width); then those of all others, without."""
    others = [place for place, text in enumerate(texts) if len(text) > _LONGEST or "\0" in text]
    places = np.setdiff1d(np.arange(len(texts)), others)
    signs = _signs([texts[place] for place in places.tolist()])
    form = np.where((signs >= _ZERO) & (signs <= _NINE), np.uint32(ord(ANY_DIGIT)), signs)
    mixed = np.zeros(len(form), np.uint64)
    for column in form.T:
        mixed = (mixed ^ column) * _FACTOR
        mixed ^= mixed >> np.uint64(32)
    _, first, which, counts = np.unique(mixed, return_index=True, return_inverse=True, return_counts=True)
    is_alike = (form == form[first[which]]).all(1) & (counts[which] >= _FEWEST)
    others += places[~is_alike].tolist()
    for number in np.flatnonzero(counts >= _FEWEST):
        own = np.flatnonzero(is_alike & (which == number))
        yield places[own].tolist(), signs[own]
    yield others, None


def _signs(texts: list[str]) -> Signs:
    """Return the signs of texts (n, width), zeros behind the shorter ones."""
    width = max(map(len, texts), default=1)
    return np.array(texts, f"U{width}").view(np.uint32).reshape(len(texts), width)


def _joined(parts: list[ReadMany]) -> ReadMany:
    return ReadMany(
        *(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(ReadMany))
    )
