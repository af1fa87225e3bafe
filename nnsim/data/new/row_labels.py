"""What tells the rows of a file apart beside their numbers: when they are, and whose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.data.clock import as_texts
from nnsim.data.new.beyond import Beyond


@dataclass(frozen=True, eq=False)
class RowLabels:
    """Columns of a file that its predictions repeat.

    Attributes
    ----------
    time, group
        What the columns are called; empty: there is none.
    times
        (n,) dates as texts, empty where it is not known when a row is, or numbers, NaN there.
    groups
        (n,) texts.
    """

    time: str = ""
    times: NDArray[Any] | None = None
    group: str = ""
    groups: NDArray[Any] | None = None

    def known_times(self, first: int) -> list[str]:
        """Return the times of the rows from number `first` on, as far as they are known, in order."""
        if self.times is None:
            return []
        times = np.sort(self.times[first:])
        if times.dtype.kind == "f":
            return [f"{at:.10g}" for at in times[np.isfinite(times)].tolist()]
        return [at for at in times.tolist() if at]

    def some(self, rows: NDArray[np.int64]) -> RowLabels:
        """Return those of some rows."""
        return RowLabels(
            self.time,
            None if self.times is None else self.times[rows],
            self.group,
            None if self.groups is None else self.groups[rows],
        )


NO_LABELS = RowLabels()


def labels_of(beyond: Beyond, dates: bool) -> RowLabels:
    """Return what the rows of a file are told by, and the empty ones behind it; `dates` says what moments are."""
    found = beyond.inputs
    here = len(found.inputs) - beyond.count
    times: NDArray[Any] | None = None
    if found.moments is not None and found.time:
        known = found.moments[:here]
        if beyond.moments is not None:
            known = np.concatenate([known, beyond.moments])
        times = as_texts(known) if dates else known
    groups = found.group_texts
    if groups is not None and beyond.like is not None:
        groups = np.concatenate([groups, groups[beyond.like]])
    return RowLabels(found.time if times is not None else "", times, found.group, groups)
