"""A splitter as somebody adds it: one file."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.data.notes import Note
from nnsim.data.split import Split
from nnsim.data.splitter import Hand, Splitter, other_ways, sizes, splitters


@splitters.register
class EveryThird(Splitter):
    """Every third row validates."""

    key = "every_third"
    title = "Every third"
    summary = "Every third row validates."

    def deal(self, hand: Hand) -> Split:
        rows = hand.rows
        return Split(rows[rows % 3 > 0], rows[rows % 3 == 0], rows[:0])

    def told(self, hand: Hand, split: Split) -> Iterator[str]:
        yield Note(sizes(split) + ", every third", *other_ways(self, hand.dataset))
