"""Folds: each row validates once, in one of k trainings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.settings import integer
from nnsim.base.text import mark, ntr, tr
from nnsim.data.notes import Note
from nnsim.data.split import Rows, Split
from nnsim.data.splitter import Hand, Splitter, other_ways, sizes, splitters, to_splitter
from nnsim.data.splitters.by_group import ByGroup, groups_of
from nnsim.data.splitters.random_split import RandomSplit

MOST_FOLDS = 100


@splitters.register
class Folds(Splitter):
    """K parts of equal size, of which one validates and the others train; whole groups where groups are known."""

    key = "folds"
    title = mark("Folds")
    summary = mark("Rows are dealt to k folds of equal size: one of them validates, all others train.")
    source = "M. Stone 1974, Cross-validatory choice and assessment of statistical predictions"
    order = 50
    plays = frozenset({"test_share", "seed", "stratify"})

    folds: int = integer(5, low=2, high=MOST_FOLDS, usual=(2, 10), label=mark("Number of folds"))
    fold: int = integer(
        1,
        low=1,
        high=MOST_FOLDS,
        usual=(1, 10),
        label=mark("Fold that validates"),
        help=mark("Train once for each, and every row has validated once."),
    )

    def deal(self, hand: Hand) -> Split:
        if self.fold > self.folds:
            raise NnsimError(
                tr("There are {folds} folds, so fold {fold} cannot validate. Choose 1 to {folds}.").format(
                    folds=self.folds, fold=self.fold
                )
            )
        test, rest = self._test(hand)
        fold = self._of_groups(rest) if hand.dataset.groups is not None else self._of_rows(rest)
        shuffled = np.random.default_rng(hand.seed).permutation(len(rest.rows))
        rows, is_validation = rest.rows[shuffled], fold[shuffled] == self.fold - 1
        return Split(rows[~is_validation], rows[is_validation], test)

    def _test(self, hand: Hand) -> tuple[Rows, Hand]:
        """Return the test part, the same one for every fold, and what is left to deal."""
        without = replace(hand, validation_share=0.0)
        apart = (ByGroup() if hand.dataset.groups is not None else RandomSplit()).deal(without)
        return apart.test, replace(without, rows=np.sort(apart.train), test_share=0.0)

    def _of_groups(self, hand: Hand) -> Rows:
        """Return the fold of each row: groups by size, each to the fold that has least."""
        group = groups_of(hand)
        counts = np.bincount(group)
        if len(counts) < self.folds:
            text = ntr(
                "There is {n} group for {folds} folds, and each fold needs one. Choose fewer folds.",
                "There are {n} groups for {folds} folds, and each fold needs one. Choose fewer folds.",
                len(counts),
            )
            raise NnsimError(text.format(n=f"{len(counts):,}", folds=self.folds))
        order = np.random.default_rng(hand.seed).permutation(len(counts))
        order = order[np.argsort(-counts[order], kind="stable")]
        held = np.zeros(self.folds, np.int64)
        fold = np.zeros(len(counts), np.int64)
        for one in order.tolist():
            fold[one] = held.argmin()
            held[fold[one]] += counts[one]
        return fold[group]

    def _of_rows(self, hand: Hand) -> Rows:
        """Return the fold of each row: dealt round by round, class after class where stratified."""
        n = len(hand.rows)
        if n < self.folds:
            text = ntr(
                "There is {n} row for {folds} folds. Choose fewer folds.",
                "There are {n} rows for {folds} folds. Choose fewer folds.",
                n,
            )
            raise NnsimError(text.format(n=f"{n:,}", folds=self.folds))
        order = np.random.default_rng(hand.seed).permutation(n)
        if hand.labels is not None:
            order = order[np.argsort(hand.labels[order], kind="stable")]
        fold = np.empty(n, np.int64)
        fold[order] = np.arange(n) % self.folds
        return fold

    def told(self, hand: Hand, split: Split) -> Iterator[str]:
        how = tr("{sizes}, fold {fold} of {folds} validates, seed {seed}")
        if hand.dataset.groups is not None:
            how = tr("{sizes}, fold {fold} of {folds} validates, whole groups, seed {seed}")
        elif hand.labels is not None:
            how = tr("{sizes}, fold {fold} of {folds} validates, stratified, seed {seed}")
        following = replace(self, fold=self.fold % self.folds + 1)
        yield Note(
            how.format(sizes=sizes(split), fold=self.fold, folds=self.folds, seed=hand.seed),
            to_splitter(following, tr("Fold {n}").format(n=following.fold)),
            *other_ways(self, hand.dataset),
            reason=tr("Trained once for each fold, a network is judged on every row."),
        )
