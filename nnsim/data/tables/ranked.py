"""What the rows of a league table are ranked by."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from nnsim.data.tables.header import Body
from nnsim.data.tables.leading_class import different

_RANK = re.compile(r"(?:.*[\W_])?(?:rank(?:ing)?|rang|platz|rk|名次|排名)(?:[\W_].*)?", re.IGNORECASE)
_FEWEST = 20


def ranked_by(names: Sequence[str], body: Callable[[int], Body]) -> int | None:
    """Return the first column of measured numbers that go the way of a column of ranks, which go up; None: there is none."""
    ranks = [place for place, name in enumerate(names) if _RANK.fullmatch(name.strip())]
    if not any(_goes(body(place), (1,)) for place in ranks):
        return None
    others = (place for place in range(len(names)) if place not in ranks)
    return next((place for place in others if _goes(body(place), (1, -1))), None)


def _goes(one: Body, ways: Sequence[int]) -> bool:
    """Return whether numbers only go up, or down, and say more than a count does."""
    if one.texts or len(one.numbers) < _FEWEST or different(one) < _FEWEST:
        return False
    steps = [b - a for a, b in pairwise(one.numbers)]
    is_counted = ways != (1,) and set(steps) in ({1.0}, {-1.0})
    return not is_counted and any(all(way * step >= 0 for step in steps) for way in ways)
