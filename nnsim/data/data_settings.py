"""Which examples, and what is done to them before training: settings alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from nnsim.base.declared import tidy
from nnsim.base.part_settings import part, parts
from nnsim.base.seeds import MOST_SEED
from nnsim.base.settings import choice, flag, integer, real, text
from nnsim.base.text import mark
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


def with_source(settings: DataSettings, source: Source) -> DataSettings:
    """Return `settings` with another source, split as that is known for (`Source.shares`).

    A share that came with the source before does not stay; one that somebody set does. What names columns, classes
    or times of data that are gone, or works on examples of their shape, does not stay either: steps, importance
    and the way of splitting hold for files of one kind, and for points, whose columns are alike.
    """
    old = settings.source
    if type(source) is type(old):
        return replace(settings, source=source)
    mine = settings.validation_share, settings.test_share
    fresh = DataSettings()
    default = fresh.validation_share, fresh.test_share
    came = old.shares or (None, None)
    left = tuple(d if share == known else share for share, known, d in zip(mine, came, default, strict=True))
    validation, test = source.shares or left
    found = replace(settings, source=source, validation_share=validation, test_share=test)
    if {old.group, source.group} <= _ALIKE:
        return found
    return replace(found, steps=(), splitter=fresh.splitter, class_weights="")


def split_as_steps_need(before: DataSettings, after: DataSettings) -> DataSettings:
    """Return `after`, split by time where its steps came to read rows before, and rows were dealt by chance.

    By chance, examples that train would hold the rows that others are to tell.
    """
    came = _reads_rows_before(after) and not _reads_rows_before(before)
    dealt_by_chance = isinstance(after.splitter, RandomSplit)
    return replace(after, splitter=ByTime()) if came and dealt_by_chance else after


def _reads_rows_before(settings: DataSettings) -> bool:
    return any(step.active and step.joins_rows for step in settings.steps)
