"""Examples of another file as that file has them, in the shape and coding of those a network learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nnsim.data.dataset import Bytes, Dataset, Floats, Targets
from nnsim.data.source import Progress

UNKNOWN = -1
"""Among classes: the target of an example that has none, or one that is no class here."""


@dataclass(frozen=True, eq=False)
class NewInputs:
    """What a file holds for a network: before any step, filling and scaling."""

    title: str
    """Of the file, for people."""
    inputs: Floats | Bytes
    """(m, *shape) as `Dataset.inputs` of the data before any step, NaN where a value is missing."""
    count: int
    """How many examples the file has, with those that are none."""
    rows: NDArray[np.int64] | None = None
    """(m,) which of them these are, from 0; None: all, in order."""
    targets: Targets | None = None
    """As `Dataset.targets`, `UNKNOWN` or NaN where there is none; None: the file has no targets."""
    groups: NDArray[np.int64] | None = None
    moments: Floats | None = None
    lengths: NDArray[np.int64] | None = None
    time: str = ""
    """What the column is called that `moments` are of; empty: it cannot be told."""
    group: str = ""
    """Likewise of `groups`."""
    group_texts: NDArray[Any] | None = None
    """(m,) what the file calls the group of each."""
    names: tuple[str, ...] = ()
    """What each example of the file is called, such as its file; empty: they have numbers only."""
    notes: tuple[str, ...] = ()
    unseen: int = 0
    """Values that were never seen in training, and count as missing."""


@runtime_checkable
class ReadsNew(Protocol):
    """A source that knows how to read another file as its own."""

    def new_inputs(self, origin: Dataset, path: str, progress: Progress) -> NewInputs:
        """Return the examples at `path` as those of `origin`, which this source gave; raises as `load` does."""
        ...


def coded_classes(values: NDArray[Any], names: Sequence[str]) -> NDArray[np.int64]:
    """Return the places (n,) of texts or whole numbers among the names of classes, `UNKNOWN` for others."""
    place = {name: number for number, name in enumerate(names)}
    return np.array([place.get(_called(value), UNKNOWN) for value in values.tolist()], np.int64)


def _called(value: Any) -> str:
    """Return what a class is called that a file has as text or number."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
