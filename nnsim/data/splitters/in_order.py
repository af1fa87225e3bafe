"""In the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.notes import Note
from nnsim.data.split import Split, part_sizes
from nnsim.data.splitter import Hand, Splitter, other_ways, sizes, spans_told, splitters


@splitters.register
class InOrder(Splitter):
    """The first rows train, those after them validate, the last ones test."""

    key = "in_order"
    title = mark("In order")
    summary = mark("The first rows train, those after them validate, and the last ones are the test part.")
    order = 20
    plays = frozenset({"validation_share", "test_share"})

    def deal(self, hand: Hand) -> Split:
        train, validation, _ = part_sizes(len(hand.rows), hand.validation_share, hand.test_share)
        return Split(*np.split(hand.rows, [train, train + validation]))

    def told(self, hand: Hand, split: Split) -> Iterator[str]:
        yield Note(
            tr("{sizes}, in the order of the rows").format(sizes=sizes(split)),
            *other_ways(self, hand.dataset),
            reason=tr("Where rows follow each other, what comes later is judged by what came before."),
        )
        yield from spans_told(hand.dataset, split)
