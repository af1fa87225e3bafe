"""Ranges of axes that move in steps: while one stands, its axis need not be drawn again."""

from __future__ import annotations

Range = tuple[float, float]

AHEAD = 0.12
"""Room for what comes, as a share of what is there."""
_INTO_MARGIN = 0.04
"""Share of its length that data may grow into the margin a range has about them."""
_TOO_LARGE = 1.5
"""How much larger than needed a range may be before it shrinks."""


def ahead(standing: Range | None, wanted: Range) -> Range:
    """Return a range for data that grow to the right: `standing` until it is full, then one with room."""
    if standing is None or wanted == standing:
        return wanted
    (low, high), length = wanted, wanted[1] - wanted[0]
    if high > standing[1]:
        return low, high + AHEAD * length
    holds = standing[0] <= low and standing[1] - standing[0] <= _TOO_LARGE * length
    return standing if holds else wanted


def steady(standing: Range | None, wanted: Range) -> Range:
    """Return `standing` while it holds the data in `wanted` and is not much too large, else `wanted`.

    `wanted` has a margin about the data, into which these may grow a little.
    """
    if standing is None:
        return wanted
    (low, high), length = wanted, wanted[1] - wanted[0]
    holds = standing[0] - _INTO_MARGIN * length <= low and high <= standing[1] + _INTO_MARGIN * length
    return standing if holds and standing[1] - standing[0] <= _TOO_LARGE * length else wanted
