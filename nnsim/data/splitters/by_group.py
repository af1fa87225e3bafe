"""By groups: rows that belong together go to one part."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, ntr, tr
from nnsim.data.notes import Note
from nnsim.data.split import Rows, Split, part_sizes
from nnsim.data.splitter import Hand, Splitter, other_ways, sizes, splitters

_TRIES = 16
"""Orders of the groups that are tried for shares as near as possible."""
_NEAR = 0.001
"""As a share of all rows, what is near enough."""


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
    random = np.random.default_rng(hand.seed)
    found = (_dealt(counts, random.permutation(len(counts)), hand) for _ in range(_TRIES))
    best, least = next(found)
    while least > _NEAR * counts.sum():
        part, missed = next(found, (best, 0))
        if missed < least:
            best, least = part, missed
    return best


def _dealt(counts: Rows, order: Rows, hand: Hand) -> tuple[Rows, int]:
    """Return the part of each group where they are dealt in an `order`, and how many rows too many or few that is."""
    _, validation, test = part_sizes(int(counts.sum()), hand.validation_share, hand.test_share)
    part, missed = np.zeros(len(counts), np.int64), 0
    for number, wanted, share in ((2, test, hand.test_share), (1, validation, hand.validation_share)):
        if share:
            spared = 1 + (number == 2 and hand.validation_share > 0)
            taken = _take(counts[order], wanted, len(order) - spared)
            missed += abs(wanted - int(counts[order[taken]].sum()))
            part[order[taken]] = number
            order = order[~taken]
    return part, missed


def _take(sizes: Rows, wanted: int, most: int) -> NDArray[np.bool_]:
    """Return which groups to take, 1 to `most`, so that their sizes come near to `wanted`, those in front first."""
    ends = np.cumsum(sizes)
    front = min(most, int(np.searchsorted(ends, wanted, "right")))
    taken = np.arange(len(sizes)) < front
    left, room = wanted - int(sizes[taken].sum()), most - front
    for place in (np.flatnonzero(sizes[front:] <= left) + front).tolist() if room else ():
        if sizes[place] <= left:
            taken[place] = True
            left, room = left - int(sizes[place]), room - 1
            if not (left and room):
                break
    free = np.flatnonzero(~taken)
    nearest = free[np.abs(sizes[free] - left).argmin()]
    if not taken.any() or (room and abs(sizes[nearest] - left) < left):
        taken[nearest] = True
    return taken
