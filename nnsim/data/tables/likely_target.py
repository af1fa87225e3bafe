"""Which column of a table somebody probably wants to predict, told from names and first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

import numpy as np

from nnsim.data.tables.epochs import epoch_unit
from nnsim.data.tables.header import Body, body_of
from nnsim.data.tables.key_names import names_key, names_thing
from nnsim.data.tables.last_column import (
    beside,
    measured_before_factors,
    measured_beside_steps,
)
from nnsim.data.tables.leading_class import FEWEST_OTHERS, different, known, leads
from nnsim.data.tables.market_prices import closing
from nnsim.data.tables.marks import Marks
from nnsim.data.tables.numerals import Numerals
from nnsim.data.tables.ranked import ranked_by
from nnsim.data.tables.target_names import (
    AMOUNTS,
    ASKED_FOR,
    CLASSES,
    CLOSES,
    GRADES,
    ILLS,
    KINDS,
    MEANT,
    MEASURES,
    STATES,
    SURE,
    TOPICS,
    TRADED,
    VALUES,
)

Why = Literal["last", "named", "first", "instead", "prices", "when", "where", "record", "steps", "ranked"]

FEW_CLASSES = 50
"""Texts of more different kinds are rather names than classes."""
_FEW_NUMBERS = 20
_FEWEST_ROWS = 5
_MOST_FIELDS = 400_000
"""Of wide tables fewer rows are looked at."""
_FEWEST_COUNTED = 10
_WORDS_OF_A_TEXT = 4
_LONG_NAME = 6
_WORD = re.compile(r"[^\W_]+")
_MOSTLY_ONE = 0.8

_ENDS = re.compile(r".*_(?:label|target|sentiment)|.*[a-z](?:Label|Target)")
_TIME = re.compile(
    r"(?:.*[\W_])?(?:time|date|timestamp|day|month|year)(?:\s*[\[(].*)?|.*[a-z](?:Time|Date|Timestamp)",
    re.IGNORECASE,
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
    ``instead``: the last column cannot be predicted; ``prices``: what it closes at, of prices of a market; ``when``,
    ``where``, ``record`` and ``steps``: the last column says when or where it was, how a value was got, or how much was
    given; ``ranked``: the rows are ranked by it."""


LAST = Likely()
"""The last column, for want of a reason."""


def likely_of_rows(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    numerals: Numerals,
    marks: Marks,
    title: str = "",
) -> Likely:
    """Return which column of some rows of fields is probably meant; `names` as for `likely_target`."""
    some = rows[:: 1 + width * len(rows) // _MOST_FIELDS]

    @cache
    def body(place: int) -> Body:
        return body_of([fields[place] for fields in some], numerals, marks)

    return likely_target(names, len(some), body, width, title)


def likely_target(
    names: Sequence[str], rows: int, body: Callable[[int], Body], width: int, title: str = ""
) -> Likely:
    """Return which of `width` columns is probably meant.

    Parameters
    ----------
    names
        What the file calls its columns, each once; none where it has no names.
    rows
        How many rows the bodies are of.
    body
        What a column holds in these rows, by its place.
    title
        What the file is called, without its ending.
    """
    return _Guess(names, rows, body, width, title).likely()


@dataclass(frozen=True)
class _Guess:
    names: Sequence[str]
    rows: int
    body: Callable[[int], Body]
    width: int
    title: str = ""

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
        return (
            self._priced()
            or self._ranked()
            or (self._by_last(last) if self._can_be(last) else self._but(last, "instead"))
        )

    def _priced(self) -> Likely | None:
        place = None if self.names else closing(self.body, self.width)
        return None if place is None or not self._can_be(place) else Likely(place, "prices")

    def _ranked(self) -> Likely | None:
        place = ranked_by(self.names, self.body)
        is_it = place is not None and place < self.width - 1 and self._can_be(place)
        return Likely(place, "ranked") if is_it and place is not None else None

    def _by_last(self, last: int) -> Likely:
        """Return the last column, which can be predicted, unless it is rather told beside the rows."""
        if not self.names:
            return Likely(last)
        told = beside(self.names[last], self.body(last))
        if told is not None:
            return self._but(last, told)
        first = self._behind_key()
        of_r = self.names[0] == "rownames"
        if measured_before_factors(self.body, first, self.width, of_r):
            return Likely(first, "steps")
        measured = measured_beside_steps(self.body, self.width, self._is_beside)
        return Likely(last) if measured is None else Likely(measured, "steps")

    def _but(self, last: int, why: Why) -> Likely:
        """Return another column than the last one, which is it only where there is none."""
        found = self._instead(last, may_be_told=why == "instead")
        return Likely(last) if found is None else Likely(found, why)

    def _named(self) -> int | None:
        """Return the column that is called as targets are, the last one of those that say it best."""
        called = [_plain(name) for name in self.names]
        is_traded = {name.strip("0123456789") for name in called} >= TRADED
        axes = _AXES & {name.lower() for name in self.names}
        kinds: tuple[Callable[[int, str], bool], ...] = (
            lambda place, name: name in SURE and not (name == "y" and axes and place < self.width - 1),
            lambda place, name: _ENDS.fullmatch(self.names[place]) is not None,
            lambda place, name: name in MEANT or name.endswith("severity"),
            lambda place, name: name in CLASSES,
            lambda place, name: name in ILLS and different(self.body(place)) == 2 and not self._is_last_two(),
            lambda place, name: name in KINDS and self._has_classes(place),
            lambda place, name: name in TOPICS and self._has_classes(place) and self._is_reviewed(),
            lambda place, name: name in STATES and set(self.body(place).numbers) == {0.0, 1.0},
            lambda place, name: is_traded and name.strip("0123456789") in CLOSES,
            lambda place, name: name in GRADES and self.body(place).is_numeric and self._is_reviewed(),
            # Whether it was sold is rather asked than for how much.
            lambda place, name: name in AMOUNTS and self._is_amount(place) and not self._is_last_two(),
            lambda place, name: name in MEASURES and self._is_amount(place) and not self._is_last_two(),
            lambda place, name: name in VALUES and self._is_last_vague() and self._measured() == [place],
            lambda place, name: name == "average" and self._is_amount(place) and self._is_last_vague(),
            lambda place, name: self._is_titled(place) and self._is_amount(place) and not self._is_last_two(),
            lambda place, name: (
                ASKED_FOR.fullmatch(name) is not None and self._is_amount(place) and self._is_last_vague()
            ),
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
        narrow = self.width - first <= FEWEST_OTHERS
        if narrow or not self._has_classes(first) or self._counts_series(first):
            return None
        bodies = [self.body(place) for place in range(first, self.width)]
        if leads(bodies, self._has_classes(self.width - 1)):
            return first
        words = [
            place
            for place in range(first + 1, self.width)
            if self.body(place).texts and self._has_classes(place)
        ]
        numbers = [one for one in bodies if one.is_numeric or not known(one)]
        # Whole numbers in front are whose rows these are, where one column alone says in words what they are.
        alone = len(words) == 1 and len(numbers) == len(bodies) - 1 and not self._has_classes(self.width - 1)
        return words[0] if alone and self.body(first).is_numeric else None

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

    def _instead(self, last: int, may_be_told: bool) -> int | None:
        """Return what to predict where the last column is not it; None: nothing that is clear.

        Where it `may_be_told`, texts in it may be what the other columns are said of.
        """
        able = [
            place for place in range(last - 1, -1, -1) if self._can_be(place) and not self._is_beside(place)
        ]
        if not able or not may_be_told or not self._is_words(last):
            only = [] if self.names else [place for place in able if self._is_amount(place)]
            return only[0] if len(only) == 1 else able[0] if able else None
        # Texts are mostly behind what is said of them.
        first = able[-1]
        if not self.names:
            return first
        classes = [place for place in able if self._has_classes(place)]
        if first in classes and first <= self._behind_key():
            return first
        return able[0] if classes or names_thing(self.names[last]) else None

    def _is_beside(self, place: int) -> bool:
        if not self.names:
            return self._is_epoch(place)
        name = self.names[place].strip()
        return _TIME.fullmatch(name) is not None or beside(name, self.body(place)) is not None

    def _is_epoch(self, place: int) -> bool:
        numbers = np.array(self.body(place).numbers)
        name = self.names[place] if self.names else ""
        return bool(epoch_unit(numbers, name, nameless=not self.names))

    def _can_be(self, place: int) -> bool:
        """Return whether a column can be predicted: it says different things, and no key or date."""
        one = self.body(place)
        n = known(one)
        if one.texts == {"+"} and 0 < n < self.rows:
            # A minus beside it is no sign of a missing value.
            return True
        if 2 * n < self.rows or one.is_date:
            return False
        if not one.is_numeric:
            return len(one.texts) > 1 and 2 * len(one.texts) <= n
        return different(one) > 1 and not self._is_key(place) and not self._is_epoch(place)

    def _is_key(self, place: int) -> bool:
        """Return whether a column is a whole number that is another one in nearly every row, as keys are."""
        one = self.body(place)
        if not one.is_numeric or not one.whole or one.texts:
            return False
        steps = {b - a for a, b in pairwise(one.numbers)}
        if len(one.numbers) >= _FEWEST_COUNTED and steps in ({1.0}, {-1.0}):
            return True
        many = 10 * different(one) > 9 * len(one.numbers)
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
        few = different(one)
        return few <= _FEW_NUMBERS and 2 * few <= len(one.numbers) and all(x % 1 == 0 for x in one.numbers)

    def _is_last_two(self) -> bool:
        one = self.body(self.width - 1)
        low, high = (min(one.numbers), max(one.numbers)) if one.numbers else (0, 1)
        is_coded = (low % 1, high % 1) == (0, 0) and (high - low == 1 or low == -high)
        return (
            self._can_be(self.width - 1)
            and different(one) == 2
            and is_coded
            and not self._is_beside(self.width - 1)
        )

    def _is_last_vague(self) -> bool:
        """Return whether the last column holds more than two words, or few numbers, by which rows may be told, too."""
        one = self.body(self.width - 1)
        few = not one.is_numeric or different(one) <= _FEW_NUMBERS
        is_none = not self._can_be(self.width - 1) or self._is_beside(self.width - 1)
        return is_none or (few and not self._is_last_two())

    def _is_reviewed(self) -> bool:
        """Return whether a column holds texts, another one in nearly every row."""
        return any(self._is_prose(place) for place in range(self.width))

    def _is_prose(self, place: int) -> bool:
        texts = self.body(place).texts
        words = sum(len(text.split()) for text in texts)
        return 10 * len(texts) > 9 * self.rows and words >= _WORDS_OF_A_TEXT * len(texts)

    def _is_titled(self, place: int) -> bool:
        """Return whether the file is called after a column, such as ``Life Expectancy Data``."""
        name = " ".join(_WORD.findall(self.names[place].lower()))
        words = " ".join(_WORD.findall(self.title.lower()))
        return len(name) >= _LONG_NAME and f" {name} " in f" {words} "

    def _measured(self) -> list[int]:
        """Return the columns of many numbers, but for those that say when or where."""
        return [place for place in range(self.width) if self._is_amount(place) and not self._is_beside(place)]

    def _is_amount(self, place: int) -> bool:
        one = self.body(place)
        if not one.is_numeric or one.texts or different(one) <= _FEW_NUMBERS:
            return False
        # Of things that mostly cost nothing, something else is asked.
        return Counter(one.numbers).most_common(1)[0][1] < _MOSTLY_ONE * len(one.numbers)


def _plain(name: str) -> str:
    """Return a name in small letters without signs between its words."""
    return re.sub(r"[\W_]+", "", name).lower()


def _is_huge(own: Body, others: Sequence[Body]) -> bool:
    """Return whether whole numbers are of another size than those beside them, as numbers of people are."""
    middle = sorted(own.numbers)[len(own.numbers) // 2]
    sizes = [max(map(abs, one.numbers)) for one in others if one.numbers]
    return middle >= 10_000 and all(middle > 100 * size for size in sizes)
