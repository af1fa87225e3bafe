"""By groups: rows that belong together go to one part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, ntr, tr
from nnsim.data.notes import Note
from nnsim.data.split import Rows, Split, part_sizes
from nnsim.data.splitter import Hand, Splitter, other_ways, sizes, splitters

_TRIES = 16
"""Orders of the groups that are tried for shares as near as possible."""


@splitters.register
class ByGroup(Splitter):
    """Whole groups by chance, such as all rows of one patient, in parts as near to their shares as they allow."""

    key = "by_group"
    title = mark("By groups")
    summary = mark("All rows of one group, such as those of one patient, go to the same part.")
    order = 40
    plays = frozenset({"validation_share", "test_share", "seed"})
    needs = "groups"

    def deal(self, hand: Hand) -> Split:
        group = groups_of(hand)
        counts = np.bincount(group)
        if len(counts) < hand.parts:
            raise NnsimError(
                ntr(
                    "All rows are of {n} group, too few for {parts} parts. Split in another way.",
                    "All rows are of {n} groups, too few for {parts} parts. Split in another way.",
                    len(counts),
                ).format(n=f"{len(counts):,}", parts=hand.parts)
            )
        part = _parts(counts, hand)[group]
        shuffled = np.random.default_rng(hand.seed).permutation(len(group))
        rows, part = hand.rows[shuffled], part[shuffled]
        return Split(rows[part == 0], rows[part == 1], rows[part == 2])

    def told(self, hand: Hand, split: Split) -> Iterator[str]:
        groups = hand.dataset.groups
        assert groups is not None
        counts = [len(np.unique(groups[rows])) for rows in (split.train, split.validation, split.test)]
        yield Note(
            tr("{sizes}, whole groups ({counts}), seed {seed}").format(
                sizes=sizes(split), counts=" / ".join(f"{n:,}" for n in counts), seed=hand.seed
            ),
            *other_ways(self, hand.dataset),
            reason=tr("Rows of one group are alike: in two parts, one would tell of the other."),
        )


def groups_of(hand: Hand) -> Rows:
    """Return the groups (n,) of the rows to deal, counted from 0; raises NnsimError where none are known."""
    if hand.dataset.groups is None:
        raise NnsimError(
            tr("The rows have no groups. Choose a column that names them, or split in another way.")
        )
    _, group = np.unique(hand.dataset.groups[hand.rows], return_inverse=True)
    return group.reshape(-1).astype(np.int64)


def _parts(counts: Rows, hand: Hand) -> Rows:
    """Return for each group, of so many rows, the part it goes to: 0 training, 1 validation, 2 test."""
    _, validation, test = part_sizes(int(counts.sum()), hand.validation_share, hand.test_share)
    random = np.random.default_rng(hand.seed)
    best, least = np.zeros(len(counts), np.int64), -1
    for _ in range(_TRIES):
        order = random.permutation(len(counts)).tolist()
        sizes_in_order = counts[order].tolist()
        part, missed = np.zeros(len(counts), np.int64), 0
        free = list(range(len(order)))
        for number, wanted, share in ((2, test, hand.test_share), (1, validation, hand.validation_share)):
            if not share:
                continue
            spared = 1 + (number == 2 and hand.validation_share > 0)
            taken = _take([sizes_in_order[i] for i in free], wanted, len(free) - spared)
            part[[order[free[i]] for i in taken]] = number
            missed += abs(wanted - sum(sizes_in_order[free[i]] for i in taken))
            chosen = set(taken)
            free = [place for i, place in enumerate(free) if i not in chosen]
        if least < 0 or missed < least:
            best, least = part, missed
        if least == 0:
            break
    return best


def _take(sizes: Sequence[int], wanted: int, most: int) -> list[int]:
    """Return places of 1 to `most` groups whose sizes come near to `wanted`, those in front first."""
    taken: list[int] = []
    left = wanted
    for i, size in enumerate(sizes):
        if left <= 0 or len(taken) == most:
            break
        if abs(left - size) < left:
            taken.append(i)
            left -= size
    return taken or [int(np.argmin(sizes))]
