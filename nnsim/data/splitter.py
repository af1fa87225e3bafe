"""The contract of a splitter, which deals rows to training, validation and test; the registry of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief
from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark, tr
from nnsim.data.clock import span
from nnsim.data.dataset import Dataset
from nnsim.data.notes import Note, Switch
from nnsim.data.split import Rows, Split


@dataclass(frozen=True, eq=False)
class Hand:
    """What there is to deal, and what is wished of it."""

    dataset: Dataset
    rows: Rows
    """Rows of `dataset` to deal, in order and at least one; parts that came with the data are not among them."""
    validation_share: float
    """Of `rows`; 0 where the validation part came with the data."""
    test_share: float
    """Of `rows`; 0 where the test part came with the data."""
    seed: int
    stratify: bool
    has_test: bool = False
    """Whether the test part came with the data, and none is to be dealt."""
    has_validation: bool = False
    """Whether the validation part did."""

    def __repr__(self) -> str:
        return brief(self)

    @cached_property
    def labels(self) -> NDArray[np.int64] | None:
        """Classes (n,) of `rows` whose mixture is to be the same in all parts; None where nothing is stratified."""
        if not self.stratify or self.dataset.task != "classes":
            return None
        return self.dataset.targets[self.rows].astype(np.int64)

    @property
    def wanted(self) -> tuple[float, float, float]:
        """Shares of training, validation and test."""
        return 1 - self.validation_share - self.test_share, self.validation_share, self.test_share

    @property
    def parts(self) -> int:
        """Number of parts that are to have rows."""
        return 1 + (self.validation_share > 0) + (self.test_share > 0)


class Splitter(Part):
    """How rows are dealt to the parts.

    A splitter is its settings and nothing else: the same settings deal the same rows in the same order.
    """

    plays: ClassVar[frozenset[str]] = frozenset()
    """Names of the data settings about the split that it obeys."""
    needs: ClassVar[str] = ""
    """What it needs to know of each row: the name of an optional field of `Dataset`."""

    @classmethod
    def suits(cls, dataset: Dataset) -> bool:
        """Return whether all it needs is known of the rows."""
        return not cls.needs or getattr(dataset, cls.needs) is not None

    def deal(self, hand: Hand) -> Split:
        """Return rows of the dataset, each in at most one part, training never empty.

        Raises NnsimError when they cannot be dealt this way, with what to do about it.
        """
        raise NotImplementedError

    def told(self, hand: Hand, split: Split) -> Iterator[str]:
        """Yield what was done: the sizes of the parts, then what else there is to say.

        `split` is what was dealt, with a test part that came with the data.
        """
        raise NotImplementedError


splitters: Registry[Splitter] = Registry(Splitter, "nnsim.data.splitters", mark("split"))


def sizes(split: Split) -> str:
    """Return how many rows each part has."""
    return tr("Training {train} · validation {validation} · test {test}").format(
        train=f"{len(split.train):,}", validation=f"{len(split.validation):,}", test=f"{len(split.test):,}"
    )


def spans_told(dataset: Dataset, split: Split) -> Iterator[Note]:
    """Yield from when to when each part is, where times are known."""
    if dataset.moments is None:
        return
    parts = (
        (tr("Training {first} to {last}"), split.train),
        (tr("validation {first} to {last}"), split.validation),
        (tr("test {first} to {last}"), split.test),
    )
    pieces = []
    for text, rows in parts:
        if np.isfinite(dataset.moments[rows]).any():
            first, last = span(dataset, rows)
            pieces.append(text.format(first=first, last=last))
    yield Note(" · ".join(pieces))


def other_ways(dealt: Splitter, dataset: Dataset) -> list[Switch]:
    """Return a switch for each other way to deal these rows."""
    return [to_splitter(kind()) for kind in splitters if not isinstance(dealt, kind) and kind.suits(dataset)]


def to_splitter(splitter: Splitter, label: str = "") -> Switch:
    """Return the switch to another splitter."""
    return Switch(label or tr(splitter.title), (("splitter", splitter),), "data")


def changed(label: str, **changes: Any) -> Switch:
    """Return a switch that changes data settings."""
    return Switch(label, tuple(changes.items()), "data")
