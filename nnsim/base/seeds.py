"""What a seed can be."""

from __future__ import annotations

MOST_SEED = 2**31 - 1
"""The largest; 0 is the least."""
MOST_FIRST_SEED = MOST_SEED - 1_000_000
"""The largest that others follow, as in an experiment whose numbers are medians."""


def seed_of(first: int, k: int, many: int) -> int:
    """Return the seed of draw k of the `many` that belong to the seed `first`: others than those of its neighbours."""
    return (many * first + k) % (MOST_SEED + 1)
