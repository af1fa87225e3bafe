"""One instruction, and what an elementwise one says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

BOTH, ONE_B, ONE_A = range(3)
"""Whether an operand of an elementwise kernel is one number for all: as in walk.c."""


@dataclass
class Row:
    """One instruction: opcode, and its words after opcode and length."""

    opcode: int
    words: list[int]

    def encoded(self) -> list[int]:
        """Return all its words."""
        return [self.opcode, 2 + len(self.words), *self.words]


class Map(NamedTuple):
    """An elementwise instruction over numbers that lie side by side.

    Attributes
    ----------
    numbers
        How many of them.
    a, b, out
        Addresses; b is 0 where there is no second operand.
    a_item, b_item, out_item
        Bytes of a number of each.
    """

    kernel: int
    how: int
    numbers: int
    a: int
    b: int
    out: int
    a_item: int
    b_item: int
    out_item: int

    def row(self, words: Mapping[str, int]) -> Row:
        """Return it as an instruction."""
        return Row(words["map"], [*self, 0])

    def operands(self) -> Iterator[tuple[int, int, bool]]:
        """Yield address, bytes of a number, and whether it is one number for all, of each of its arrays."""
        yield self.a, self.a_item, self.how == ONE_A
        if self.b_item:
            yield self.b, self.b_item, self.how == ONE_B
        yield self.out, self.out_item, False


def as_map(row: Row | None, words: Mapping[str, int]) -> Map | None:
    """Return `row` as an elementwise instruction, None where it is none or its numbers lie apart."""
    if row is None or row.opcode != words["map"] or row.words[9]:
        return None
    return Map(*row.words[:9])
