"""At random, with the mixture of classes kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnsim.base.text import mark, tr
from nnsim.data.notes import Note
from nnsim.data.split import Split, split_by_number, split_rows
from nnsim.data.splitter import Hand, Splitter, changed, other_ways, sizes, splitters
from nnsim.data.summary import listed


@splitters.register
class RandomSplit(Splitter):
    """Every row by chance; stratified, each class in the same shares.

    Rows with numbers of their own (`Dataset.numbers`) go by these, so that none moves when others come.
    """

    key = "random"
    title = mark("At random")
    summary = mark("Every row goes to a part by chance, each class in the same shares if it is stratified.")
    order = 10
    plays = frozenset({"validation_share", "test_share", "seed", "stratify"})

    def deal(self, hand: Hand) -> Split:
        if hand.dataset.numbers is not None:
            numbers = hand.dataset.numbers[hand.rows]
            dealt = split_by_number(numbers, hand.validation_share, hand.test_share, hand.seed)
            return Split(hand.rows[dealt.train], hand.rows[dealt.validation], hand.rows[dealt.test])
        dealt = split_rows(len(hand.rows), hand.validation_share, hand.test_share, hand.seed, hand.labels)
        return Split(hand.rows[dealt.train], hand.rows[dealt.validation], hand.rows[dealt.test])

    def told(self, hand: Hand, split: Split) -> Iterator[str]:
        yield self._how(hand, split)

    def _how(self, hand: Hand, split: Split) -> Note:
        """Return the sizes of the parts and how they were dealt; the parts themselves say whether by classes."""
        test = [] if hand.has_test else [split.test]
        validation = [] if hand.has_validation else [split.validation]
        dealt = [part for part in (split.train, *validation, *test) if len(part)]
        ways = other_ways(self, hand.dataset)
        if hand.dataset.numbers is not None:
            text = _with(tr("{sizes}, each point by a number of its own, seed {seed}"), hand, split)
            return Note(text, reason=tr("No point goes to another part when others come or go."))
        if len(dealt) < 2:
            return Note(_with(tr("{sizes}, seed {seed}"), hand, split), *ways)
        if hand.dataset.task != "classes":
            return Note(_with(tr("{sizes}, at random, seed {seed}"), hand, split), *ways, reason=_chance())
        if not hand.stratify:
            on = changed(tr("Stratify"), stratify=True)
            text = _with(tr("{sizes}, at random, seed {seed}"), hand, split)
            return Note(text, on, *ways, reason=_chance())
        off = changed(tr("Without regard to classes"), stratify=False)
        few = _out_of_proportion(hand, dealt)
        reason = tr("Each part has the same mixture of classes, so that they can be compared.")
        if not few:
            return Note(_with(tr("{sizes}, stratified, seed {seed}"), hand, split), off, *ways, reason=reason)
        template = tr("{sizes}, by classes, of which these have too few rows: {names}; seed {seed}")
        return Note(_with(template, hand, split, names=listed(few)), off, *ways, reason=reason)


def _chance() -> str:
    return tr("Rows that stand together are often alike; chance spreads them over the parts.")


def _with(template: str, hand: Hand, split: Split, **more: str) -> str:
    return template.format(sizes=sizes(split), seed=hand.seed, **more)


def _out_of_proportion(hand: Hand, parts: list[np.ndarray]) -> list[str]:
    """Return the classes that are not in every part, or not by the share of that part."""
    dataset = hand.dataset
    labels = [dataset.targets[part].astype(np.int64) for part in parts]
    counts = np.array([np.bincount(of, minlength=dataset.classes) for of in labels])
    ideal = counts.sum(0) * (counts.sum(1) / counts.sum())[:, np.newaxis]
    wrong = (np.abs(counts - ideal) > 1).any(0) | (counts == 0).any(0)
    wrong &= counts.sum(0) > 0
    return [dataset.target_names[c] for c in np.flatnonzero(wrong)]
