"""Which examples, and what is done to them before training: settings alone."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import ClassVar

from nnsim.base.declared import tidy
from nnsim.base.part_settings import part, parts
from nnsim.base.paths import expanded
from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import choice, flag, integer, real, text
from nnsim.base.text import mark
from nnsim.data.files.file_source import FileSource
from nnsim.data.source import CLASSIFICATION, LOGIC, PLAYGROUND, REGRESSION, Source, sources
from nnsim.data.sources.two_spirals import TwoSpirals
from nnsim.data.splitter import Splitter, splitters
from nnsim.data.splitters.by_time import ByTime
from nnsim.data.splitters.random_split import RandomSplit
from nnsim.data.step import Step, steps
from nnsim.data.transforms import (
    SCALING_OPTIONS,
)

_ALIKE = frozenset((LOGIC, PLAYGROUND, CLASSIFICATION, REGRESSION))
"""Groups of sources whose inputs are columns x₁, x₂ of points."""


@dataclass(frozen=True)
class DataSettings:
    """Which examples, and what is done to them before training.

    Looks like a registered part to forms and files, but is none: there is only one kind.
    """

    key: ClassVar[str] = "data"
    title: ClassVar[str] = mark("Data")
    summary: ClassVar[str] = mark("Which examples, and what is done to them before training.")

    source: Source = part(TwoSpirals(), sources, label=mark("Source"))
    validation_share: float = real(
        0.2,
        low=0.0,
        high=0.9,
        label=mark("Validation share"),
        help=mark("Part of all rows that is watched during training but not learned from."),
    )
    test_share: float = real(
        0.1,
        low=0.0,
        high=0.9,
        label=mark("Test share"),
        help=mark("Part of all rows that is kept for the very end."),
    )
    seed: int = integer(0, low=0, high=MOST_SEED, label=mark("Split seed"))
    stratify: bool = flag(
        True,
        label=mark("Stratify"),
        help=mark("Keep the mixture of classes the same in all parts."),
    )
    scaling: str = choice(
        "auto",
        ("auto", mark("automatic")),
        *SCALING_OPTIONS,
        label=mark("Scaling of inputs"),
        help=mark("Automatic standardises measured data and leaves data of unit size as they are."),
    )
    scale_targets: bool = flag(
        False,
        label=mark("Standardise targets"),
        help=mark("For a regression whose targets are far from unit size, such as prices."),
    )
    steps: tuple[Step, ...] = parts(
        (),
        steps,
        label=mark("Data steps"),
        help=mark(
            "What is done to the examples as they were read, one after another, before they are split."
        ),
        since="0.2",
    )
    splitter: Splitter = part(
        RandomSplit(),
        splitters,
        label=mark("Split"),
        since="0.2",
        help=mark("How the rows are dealt to training, validation and test."),
    )
    class_weights: str = text(
        "",
        label=mark("Importance of classes"),
        since="0.2",
        longest=2000,
        placeholder=mark("balanced, or a: 2, b: 1"),
        help=mark("How much the rows of a class count in losses and metrics; empty: all the same."),
    )

    def __post_init__(self) -> None:
        tidy(self)


def with_source(settings: DataSettings, source: Source, *, alike: bool = False) -> DataSettings:
    """Return `settings` with another source, split as that is known for (`Source.shares`).

    A share that came with the source before does not stay; one that somebody set does. What names columns, classes
    or times of data that are gone, or works on examples of their shape, does not stay either: steps, importance
    and the way of splitting hold for one file, and for points, whose columns are alike. `alike` says that another
    file has the columns of the one before.
    """
    old = settings.source
    if type(source) is type(old):
        same = replace(settings, source=source)
        return same if alike or not _is_another_file(old, source) else _without_what_was_made(same)
    mine = settings.validation_share, settings.test_share
    fresh = DataSettings()
    default = fresh.validation_share, fresh.test_share
    came = old.shares or (None, None)
    left = tuple(d if share == known else share for share, known, d in zip(mine, came, default, strict=True))
    validation, test = source.shares or left
    found = replace(settings, source=source, validation_share=validation, test_share=test)
    return found if {old.group, source.group} <= _ALIKE else _without_what_was_made(found)


def _without_what_was_made(settings: DataSettings) -> DataSettings:
    """Return `settings` without what was made for other data."""
    return replace(settings, steps=(), splitter=DataSettings().splitter, class_weights="")


def _is_another_file(old: Source, new: Source) -> bool:
    """Return whether both read files, and not the same one; where none was chosen before, there is no other."""
    if not isinstance(old, FileSource) or not isinstance(new, FileSource) or not old.path.strip():
        return False
    before, now = (os.path.normpath(expanded(one.linked)) for one in (old, new))
    return before != now


def split_as_steps_need(before: DataSettings, after: DataSettings, *, by_steps: bool = False) -> DataSettings:
    """Return `after`, split by time where its steps came to read rows before, and rows were dealt by chance.

    By chance, examples that train would hold the rows that others are to tell. Where such steps go, and the split
    by time came with them (`by_steps`), it goes as well.
    """
    reads, did = _reads_rows_before(after), _reads_rows_before(before)
    if reads and not did and isinstance(after.splitter, RandomSplit):
        return replace(after, splitter=ByTime())
    if did and not reads and by_steps and after.splitter == before.splitter == ByTime():
        return replace(after, splitter=RandomSplit())
    return after


def _reads_rows_before(settings: DataSettings) -> bool:
    return any(step.active and step.joins_rows for step in settings.steps)
