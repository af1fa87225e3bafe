"""Whether the first column of a file without names is the class of its rows, told from what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nnsim.data.tables.header import Body

FEWEST_OTHERS = 3
"""Columns beside the first that have to be alike before it stands out."""
_FEW_WORDS = 2


def known(body: Body) -> int:
    """Return how many fields of a column hold something."""
    return len(body.numbers) + body.dates + body.words


def different(body: Body) -> int:
    """Return how many different numbers and texts a column holds."""
    return len(set(body.numbers)) + len(body.texts)


def leads(bodies: Sequence[Body], last_is_class: bool) -> bool:
    """Return whether the first of some columns, which holds classes, is what the others are told for.

    Parameters
    ----------
    last_is_class
        The last of them could be classes, too.
    """
    own, *others = bodies
    if _answer_alike(own, others) or _asks_more(own, others):
        return True
    if not all(one.is_numeric or not known(one) for one in others):
        return False
    last = others[-1]
    if not own.is_numeric:
        stands_out = last.whole != others[0].whole or last.whole != others[len(others) // 2].whole
        return not stands_out and not (last_is_class and not _are_alike(others))
    counted = sorted(set(own.numbers))
    from_start = counted in ([-1.0, 1.0], [0.0, 1.0], [1.0, 2.0]) or (
        counted[0] in (0.0, 1.0) and all(b - a == 1 for a, b in pairwise(counted))
    )
    return from_start and not last_is_class and _mostly_finer(others, len(counted))


def _asks_more(own: Body, others: Sequence[Body]) -> bool:
    """Return whether a column of two words stands before other words, of which the last are an attribute like any.

    That is, they are more than two, or the answers of another column, too, while no column answers as the first.
    """
    if own.is_numeric or len(own.texts) != _FEW_WORDS or not others[-1].texts:
        return False
    *before, last = others
    if len(last.texts) > _FEW_WORDS:
        return not any(one.numbers for one in others)
    return last.texts in [one.texts for one in before] and own.texts.isdisjoint(last.texts)


def _are_alike(bodies: Sequence[Body]) -> bool:
    """Return whether the last of some columns of numbers lies in the range of those before it."""
    *before, last = (one for one in bodies if one.numbers)
    low, high = min(last.numbers), max(last.numbers)
    inside = [one for one in before if min(one.numbers) <= high and max(one.numbers) >= low]
    near = [one for one in inside if max(one.numbers) <= 2 * high + 1 and high <= 2 * max(one.numbers) + 1]
    return 2 * len(near) > len(before) and all(one.whole for one in bodies if one.numbers)


def _answer_alike(own: Body, bodies: Sequence[Body]) -> bool:
    """Return whether all columns but the first hold the same few words, of which it holds none, such as y and n."""
    words = {frozenset(one.texts) for one in bodies}
    return (
        not own.is_numeric
        and len(words) == 1
        and len(bodies[0].texts) == _FEW_WORDS
        and not own.texts & bodies[0].texts
    )


def _mostly_finer(bodies: Sequence[Body], few: int) -> bool:
    """Return whether most columns have more different numbers than the classes are."""
    told = [one for one in bodies if different(one) > 1]
    return 2 * sum(different(one) > 2 * few for one in told) > len(told)
