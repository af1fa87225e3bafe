"""Which column of a table somebody probably wants to predict, told from names and first rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from nnsim.data.tables.header import Body, body_of
from nnsim.data.tables.key_names import names_key
from nnsim.data.tables.marks import Marks
from nnsim.data.tables.numerals import Numerals
from nnsim.data.tables.target_names import (
    AMOUNTS,
    CLASSES,
    CLOSES,
    GRADES,
    ILLS,
    KINDS,
    MEANT,
    STATES,
    SURE,
    TRADED,
)

Why = Literal["last", "named", "first", "instead"]

FEW_CLASSES = 50
"""Texts of more different kinds are rather names than classes."""
_FEW_NUMBERS = 20
_FEWEST_ROWS = 5
_MOST_FIELDS = 400_000
"""Of wide tables fewer rows are looked at."""
_FEWEST_COUNTED = 10
_FEW_WORDS = 2
_WORDS_OF_A_TEXT = 4
_FEWEST_OTHERS = 3
"""Columns beside the first that have to be alike before it stands out."""

_ENDS = re.compile(r".*_(?:label|target|sentiment)|.*[a-z](?:Label|Target)")
_TIME = re.compile(
    r"(?:.*[\W_])?(?:time|date|timestamp|day|month|year)|.*[a-z](?:Time|Date|Timestamp)", re.IGNORECASE
)
_AXES = frozenset("xz")
_WEAK = 4
"""From this way of being called so on, the last column comes first if it is called so in another."""


@dataclass(frozen=True)
class Likely:
    """A column that is probably meant, and why it is taken."""

    place: int = -1
    why: Why = "last"
    """``named``: it is called as targets are; ``first``: of a file without names it stands out at the left;
    ``instead``: the last column cannot be predicted."""


LAST = Likely()
"""The last column, for want of a reason."""


def likely_of_rows(
    names: Sequence[str], rows: Sequence[Sequence[str]], width: int, numerals: Numerals, marks: Marks
) -> Likely:
    """Return which column of some rows of fields is probably meant; `names` as for `likely_target`."""
    some = rows[:: 1 + width * len(rows) // _MOST_FIELDS]

    @cache
    def body(place: int) -> Body:
        return body_of([fields[place] for fields in some], numerals, marks)

    return likely_target(names, len(some), body, width)


def likely_target(names: Sequence[str], rows: int, body: Callable[[int], Body], width: int) -> Likely:
    """Return which of `width` columns is probably meant.

    Parameters
    ----------
    names
        What the file calls its columns, each once; none where it has no names.
    rows
        How many rows the bodies are of.
    body
        What a column holds in these rows, by its place.
    """
    return _Guess(names, rows, body, width).likely()


@dataclass(frozen=True)
class _Guess:
    names: Sequence[str]
    rows: int
    body: Callable[[int], Body]
    width: int

    def likely(self) -> Likely:
        last = self.width - 1
        if last < 1 or self.rows < _FEWEST_ROWS:
            return Likely(last)
        named = self._named() if self.names else None
        if named is not None:
            return Likely(named, "last" if named == last else "named")
        first = None if self.names else self._first()
        if first is not None:
            return Likely(first, "first")
        if self._can_be(last):
            return Likely(last)
        found = self._instead(last)
        return Likely(last) if found is None else Likely(found, "instead")

    def _named(self) -> int | None:
        """Return the column that is called as targets are, the last one of those that say it best."""
        called = [_plain(name) for name in self.names]
        is_traded = {name.strip("0123456789") for name in called} >= TRADED
        beside = _AXES & {name.lower() for name in self.names}
        kinds: tuple[Callable[[int, str], bool], ...] = (
            lambda place, name: name in SURE and not (name == "y" and beside and place < self.width - 1),
            lambda place, name: _ENDS.fullmatch(self.names[place]) is not None,
            lambda place, name: name in MEANT,
            lambda place, name: name in CLASSES,
            lambda place, name: (
                name in ILLS and _different(self.body(place)) == 2 and not self._is_last_two()
            ),
            lambda place, name: name in KINDS and self._has_classes(place),
            lambda place, name: name in STATES and set(self.body(place).numbers) == {0.0, 1.0},
            lambda place, name: is_traded and name.strip("0123456789") in CLOSES,
            lambda place, name: name in GRADES and self.body(place).is_numeric and self._is_reviewed(),
            # Whether it was sold is rather asked than for how much.
            lambda place, name: name in AMOUNTS and self._is_amount(place) and not self._is_last_two(),
        )
        last = self.width - 1
        for strength, fits in enumerate(kinds):
            found = [p for p, name in enumerate(called) if fits(p, name) and self._can_be(p)]
            if found:
                is_weak = strength >= _WEAK and any(one(last, called[last]) for one in kinds[strength:])
                return last if is_weak and self._can_be(last) else found[-1]
        return None

    def _first(self) -> int | None:
        """Return the first column, but for a key before it, where it alone holds classes and the last none."""
        first = self._behind_key()
        others = range(first + 1, self.width)
        if len(others) < _FEWEST_OTHERS or not self._has_classes(first) or self._counts_series(first):
            return None
        bodies = [self.body(place) for place in others]
        if _answer_alike(self.body(first), bodies):
            return first
        if not all(one.is_numeric or not _known(one) for one in bodies):
            words = [place for place in others if self.body(place).texts and self._has_classes(place)]
            numbers = [one for one in (self.body(first), *bodies) if one.is_numeric or not _known(one)]
            # Whole numbers in front are whose rows these are, where one column alone says in words what they are.
            alone = len(words) == 1 and len(numbers) == len(bodies) and not self._has_classes(self.width - 1)
            return words[0] if alone and self.body(first).is_numeric else None
        own, last = self.body(first), bodies[-1]
        if not own.is_numeric:
            stands_out = last.whole != bodies[0].whole or last.whole != bodies[len(bodies) // 2].whole
            return (
                None
                if stands_out or (self._has_classes(self.width - 1) and not _are_alike(bodies))
                else first
            )
        counted = sorted(set(own.numbers))
        from_start = counted in ([-1.0, 1.0], [0.0, 1.0], [1.0, 2.0]) or (
            counted[0] in (0.0, 1.0) and all(b - a == 1 for a, b in pairwise(counted))
        )
        is_class = self._has_classes(self.width - 1)
        return first if from_start and not is_class and _mostly_finer(bodies, len(counted)) else None

    def _counts_series(self, place: int) -> bool:
        """Return whether a column of numbers says whose rows these are, for the next one counts them anew for each."""
        own, counted = self.body(place).numbers, self.body(place + 1).numbers
        if len(own) != len(counted) or len(own) < _FEWEST_COUNTED:
            return False
        steps = [b - a for (a, b), (c, d) in zip(pairwise(counted), pairwise(own), strict=True) if c == d]
        return 2 * len(steps) > len(own) and 10 * sum(step == 1 for step in steps) > 9 * len(steps)

    def _behind_key(self) -> int:
        """Return the place of the first column that is no key."""
        return int(self.width > 2 and self._is_key(0))

    def _instead(self, last: int) -> int | None:
        """Return what to predict where the last column cannot be it; None: nothing that is clear."""
        able = [
            place for place in range(last - 1, -1, -1) if self._can_be(place) and not self._tells_time(place)
        ]
        if not able or not self._is_words(last):
            return able[0] if able else None
        # Texts are mostly behind what is said of them.
        first = able[-1]
        if not self.names:
            return first
        classes = [place for place in able if self._has_classes(place)]
        if first in classes and first <= self._behind_key():
            return first
        return able[0] if classes else None

    def _tells_time(self, place: int) -> bool:
        return bool(self.names) and _TIME.fullmatch(self.names[place].strip()) is not None

    def _can_be(self, place: int) -> bool:
        """Return whether a column can be predicted: it says different things, and no key or date."""
        one = self.body(place)
        known = _known(one)
        if one.texts == {"+"} and 0 < known < self.rows:
            # A minus beside it is no sign of a missing value.
            return True
        if 2 * known < self.rows or one.is_date:
            return False
        if not one.is_numeric:
            return len(one.texts) > 1 and 2 * len(one.texts) <= known
        return _different(one) > 1 and not self._is_key(place)

    def _is_key(self, place: int) -> bool:
        """Return whether a column is a whole number that is another one in nearly every row, as keys are."""
        one = self.body(place)
        if not one.is_numeric or not one.whole or one.texts:
            return False
        steps = {b - a for a, b in pairwise(one.numbers)}
        if len(one.numbers) >= _FEWEST_COUNTED and steps in ({1.0}, {-1.0}):
            return True
        many = 10 * _different(one) > 9 * len(one.numbers)
        if self.names:
            return many and names_key(self.names[place])
        return (
            many
            and place == 0
            and self.width > 2
            and _is_huge(one, [self.body(1), self.body(self.width - 1)])
        )

    def _is_words(self, place: int) -> bool:
        one = self.body(place)
        return not one.is_numeric and not one.is_date and len(one.texts) > 1

    def _has_classes(self, place: int) -> bool:
        one = self.body(place)
        if not self._can_be(place):
            return False
        if not one.is_numeric:
            return len(one.texts) <= FEW_CLASSES
        few = _different(one)
        return few <= _FEW_NUMBERS and 2 * few <= len(one.numbers) and all(x % 1 == 0 for x in one.numbers)

    def _is_last_two(self) -> bool:
        return self._can_be(self.width - 1) and _different(self.body(self.width - 1)) == 2

    def _is_reviewed(self) -> bool:
        """Return whether a column holds texts, another one in nearly every row."""
        bodies = [self.body(place) for place in range(self.width)]
        return any(
            10 * len(one.texts) > 9 * self.rows
            and sum(len(text.split()) for text in one.texts) >= _WORDS_OF_A_TEXT * len(one.texts)
            for one in bodies
        )

    def _is_amount(self, place: int) -> bool:
        one = self.body(place)
        return one.is_numeric and not one.texts and _different(one) > _FEW_NUMBERS


def _plain(name: str) -> str:
    """Return a name in small letters without signs between its words."""
    return re.sub(r"[\W_]+", "", name).lower()


def _known(body: Body) -> int:
    return len(body.numbers) + body.dates + body.words


def _different(body: Body) -> int:
    return len(set(body.numbers)) + len(body.texts)


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
    told = [one for one in bodies if _different(one) > 1]
    return 2 * sum(_different(one) > 2 * few for one in told) > len(told)


def _is_huge(own: Body, others: Sequence[Body]) -> bool:
    """Return whether whole numbers are of another size than those beside them, as numbers of people are."""
    middle = sorted(own.numbers)[len(own.numbers) // 2]
    sizes = [max(map(abs, one.numbers)) for one in others if one.numbers]
    return middle >= 10_000 and all(middle > 100 * size for size in sizes)
