"""Prices of a market by the day or minute: opened, highest, lowest, closed, told by which is above which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from nnsim.data.tables.header import Body

_FEWEST = 20
_OUT_OF = 0.02
"""This share of rows may break the rule: some services correct a price and not the others."""


def closing(body: Callable[[int], Body], width: int) -> int | None:
    """Return the place of the price at the close of four prices side by side, None where there are no such ones."""
    for place in range(width - 3):
        four = [body(place + k) for k in range(4)]
        fewest, most = (some(len(one.numbers) for one in four) for some in (min, max))
        if fewest == most >= _FEWEST and _are_prices(*(one.numbers for one in four)):
            return place + 3
    return None


def _are_prices(
    opened: Sequence[float], highest: Sequence[float], lowest: Sequence[float], closed: Sequence[float]
) -> bool:
    rows = list(zip(opened, highest, lowest, closed, strict=True))
    out = sum(not (low <= min(o, c) and max(o, c) <= high) for o, high, low, c in rows)
    if out > _OUT_OF * len(rows) or all(high == low for _, high, low, _ in rows):
        return False
    # What opens where it closed before is a price in time.
    size = sum(high - low for _, high, low, _ in rows) / len(rows)
    jumps = sum(abs(b[0] - a[3]) for a, b in pairwise(rows)) / (len(rows) - 1)
    return jumps <= 5 * size and min(lowest) > 0
