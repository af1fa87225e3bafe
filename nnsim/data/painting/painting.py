"""Points that a person paints: where they lie, what they mean, and the compact text that holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import LARGEST, Floats
from nnsim.data.split import Rows

MOST_POINTS = 5_000
"""Points of a painting."""
MOST_NUMBERS = 20_000
"""Numbers that points of one class can have; erased points leave theirs free."""
MOST_CLASSES = 8
"""Classes that have a brush, a colour, a mark and a key of their own."""
LONGEST = 400_000
"""Characters of a painting as text."""


@dataclass(frozen=True, eq=False)
class Painting:
    """Points in a plane, in the order in which the text has them: by class, then by number.

    Attributes
    ----------
    at
        (n, 2) where they lie, in raw units.
    kinds
        (n,) the class of each; 0 where points have values.
    values
        (n,) what should come out there; 0 where points have classes.
    numbers
        (n,) a number for each, of its own among those of its class: it says which part of the data the point
        goes to, so it stays what it is when other points come and go.
    """

    at: Floats
    kinds: NDArray[np.int64]
    values: Floats
    numbers: Rows

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def empty(cls) -> Painting:
        """Return a painting without points."""
        none = np.zeros(0, np.int64)
        return cls(np.zeros((0, 2)), none, np.zeros(0), none)

    # ---- strokes -------------------------------------------------------------------------------

    def with_points(self, at: Floats, kind: int = 0, value: float = 0.0) -> Painting:
        """Return it with points at `at` (m, 2) as well, as many as there is room for."""
        return self.joined(self.more(at, kind, value))

    def more(self, at: Floats, kind: int = 0, value: float = 0.0) -> Painting:
        """Return points at `at` (m, 2), as many as there is room for, that can be `joined`."""
        at = at[: max(0, MOST_POINTS - len(self))]
        count = len(at)
        kinds, values = np.full(count, kind, np.int64), np.full(count, value)
        return Painting(at, kinds, values, self._free_numbers(kind, count))

    def without(self, chosen: NDArray[np.bool_]) -> Painting:
        """Return it without the points where `chosen` (n,) is true."""
        return self._of(~chosen)

    def moved(self, chosen: NDArray[np.bool_], by: tuple[float, float]) -> Painting:
        """Return it with the `chosen` (n,) points elsewhere; each keeps its number."""
        return replace(self, at=self.at + chosen[:, None] * np.array(by))

    def _of(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Painting:
        return Painting(self.at[rows], self.kinds[rows], self.values[rows], self.numbers[rows])

    def joined(self, other: Painting) -> Painting:
        """Return both together; numbers of one class must differ."""
        both = Painting(
            np.concatenate((self.at, other.at)),
            np.concatenate((self.kinds, other.kinds)),
            np.concatenate((self.values, other.values)),
            np.concatenate((self.numbers, other.numbers)),
        )
        return both.ordered()

    def ordered(self) -> Painting:
        """Return it in the order of the text."""
        return self._of(np.lexsort((self.numbers, self.kinds)))

    def _free_numbers(self, kind: int, count: int) -> Rows:
        """Return numbers for `count` more points of a class: those after the last, or those of erased points."""
        taken = self.numbers[self.kinds == kind]
        first = int(taken.max()) + 1 if len(taken) else 0
        if first + count <= MOST_NUMBERS:
            return np.arange(first, first + count, dtype=np.int64)
        free = np.ones(MOST_NUMBERS, bool)
        free[taken] = False
        return np.flatnonzero(free)[:count].astype(np.int64)

    # ---- as text -------------------------------------------------------------------------------

    def text(self, *, values: bool = False) -> str:
        """Return it as text: ``x y; x y | x y`` with a bar between classes, ``x y v; x y v`` with values.

        The place in the list is the number of a point; nothing stands where one was erased.
        """
        table = np.column_stack((self.at, self.values)) if values else self.at
        point, lists = _POINT[table.shape[1]], []
        for kind in range(int(self.kinds.max()) + 1 if len(self) else 0):
            mine = self.kinds == kind
            numbers = self.numbers[mine]
            places = np.full(int(numbers.max()) + 1 if len(numbers) else 0, "", object)
            places[numbers] = point
            # One template for all of a class: thousands of points are written while somebody paints.
            lists.append(";".join(places.tolist()) % tuple(table[mine].reshape(-1).tolist()))
        return "|".join(lists)

    @classmethod
    def parse(cls, text: str, classes: int) -> Painting:
        """Return the painting that `text` holds.

        Parameters
        ----------
        classes
            How many there are; 0: points have values.

        Raises
        ------
        NnsimError
            For what is no point, classes that have no name, or more points than there may be.
        """
        sections = text.replace("\n", " ").split("|") if text.strip() else []
        if len(sections) > max(classes, 1):
            raise NnsimError(
                tr(
                    "The points are of {found} classes, and {n} have names. Name them all, or paint fewer."
                ).format(found=len(sections), n=classes)
                if classes
                else tr("Points with values have no bars between them. Take the bars out, or choose classes.")
            )
        rows: list[float] = []
        kinds: list[int] = []
        numbers: list[int] = []
        for kind, section in enumerate(sections):
            found, flat = _read(section, 2 if classes else 3)
            rows += flat
            kinds += [kind] * len(found)
            numbers += found
            if len(numbers) > MOST_POINTS:
                raise NnsimError(
                    tr("A painting has at most {n} points. Erase some, or put more into a file.").format(
                        n=f"{MOST_POINTS:,}"
                    )
                )
        table = np.array(rows, np.float64).reshape(len(numbers), 2 if classes else 3)
        if not (np.abs(table) <= LARGEST).all():
            raise NnsimError(tr("A painted point lies too far out to be used. Take numbers up to 1e30."))
        values = np.zeros(len(numbers)) if classes else table[:, 2]
        return cls(table[:, :2], np.array(kinds, np.int64), values, np.array(numbers, np.int64))


def _read(section: str, width: int) -> tuple[list[int], list[float]]:
    """Return the numbers of the points of one class, and all they are made of, `width` for each."""
    entries = section.split(";")
    if len(entries) > MOST_NUMBERS:
        raise NnsimError(
            tr("A class of a painting has at most {n} places. Paint it anew.").format(n=f"{MOST_NUMBERS:,}")
        )
    if _AS_WRITTEN[width].fullmatch(section):
        try:
            flat = [float(word) for word in section.replace(";", " ").split()]
            return [number for number, entry in enumerate(entries) if entry], flat
        except ValueError:
            pass  # said below, with the entry that is none
    words = [entry.split() for entry in entries]
    numbers = [number for number, found in enumerate(words) if found]
    wrong = next((number for number in numbers if not _is_point(words[number], width)), None)
    if wrong is not None:
        raise NnsimError(
            tr("Painted points: {entry} is no point. Write {n} numbers with blanks between them.").format(
                entry=repr(entries[wrong].strip()[:30]), n=width
            )
        )
    return numbers, [float(word) for number in numbers for word in words[number]]


def _is_point(words: list[str], width: int) -> bool:
    try:
        return len([float(word) for word in words]) == width
    except ValueError:
        return False


_AS_WRITTEN = {
    width: re.compile(rf"(?:{point})?(?:;(?:{point})?)*")
    for width, point in ((2, "[^ ;]+ [^ ;]+"), (3, "[^ ;]+ [^ ;]+ [^ ;]+"))
}
"""A class as `Painting.text` writes it, which is read many times faster than what a person typed."""
_POINT = {2: "%.6g %.6g", 3: "%.6g %.6g %.6g"}
