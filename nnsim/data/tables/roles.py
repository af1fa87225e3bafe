"""Columns that say something of the rows themselves: their time, their group, how much each counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import Floats
from nnsim.data.different import different
from nnsim.data.notes import Note, Switch
from nnsim.data.tables.understood import Understood


@dataclass(frozen=True, eq=False)
class Roles:
    """What the rows of a table are told of by columns that are named for it; None where none is."""

    time: Understood | None = None
    group: Understood | None = None
    weight: Understood | None = None

    def moments(self) -> Floats | None:
        """Return when each row was: seconds, or the numbers that stand there; raises NnsimError for none."""
        column = self.time
        if column is None:
            return None
        values = column.moments.seconds if column.moments is not None else column.values
        if values.dtype.kind != "f":
            bad = next((value for value in values if value is not None), "")
            text = tr(
                "“{name}” cannot order the rows in time: “{value}” is no number and no date. Choose another."
            )
            raise NnsimError(text.format(name=column.name, value=str(bad)[:60]))
        _refuse_missing(column.name, np.isnan(values))
        return values

    @property
    def are_dates(self) -> bool:
        """Whether the moments are seconds since 1970, of dates that stand there."""
        return self.time is not None and self.time.moments is not None and self.time.moments.has_date

    def groups(self) -> NDArray[np.int64] | None:
        """Return the number of the group of each row; a row without one is a group of its own."""
        column = self.group
        if column is None:
            return None
        gone = column.missing
        names, places = different(column.values[~gone])
        found = np.empty(len(gone), np.int64)
        found[~gone] = places
        found[gone] = len(names) + np.arange(int(gone.sum()))
        return found

    def weights(self) -> Floats | None:
        """Return how much each row counts; raises NnsimError unless all are numbers from 0 on, and one above."""
        column = self.weight
        if column is None:
            return None
        values = column.values
        if values.dtype.kind != "f":
            bad = next((value for value in values if value is not None), "")
            text = tr("“{name}” cannot weigh the rows: “{value}” is no number. Choose another column.")
            raise NnsimError(text.format(name=column.name, value=str(bad)[:60]))
        _refuse_missing(column.name, np.isnan(values))
        below = np.flatnonzero(values < 0)
        if below.size:
            text = tr(
                "Row {row} has {value} in “{name}”; a weight is at least 0. Correct it, or choose another."
            )
            row = int(below[0])
            raise NnsimError(text.format(row=f"{row + 1:,}", value=f"{values[row]:g}", name=column.name))
        if not values.any():
            raise NnsimError(
                tr("Every row weighs 0 in “{name}”, so nothing counts. Choose another column.").format(
                    name=column.name
                )
            )
        return values

    def told(self) -> Iterator[Note]:
        """Yield what the columns are taken for, each with the way to turn it over."""
        none = tr("Not so")
        if self.time is not None:
            text = tr("“{name}” says what comes after what").format(name=self.time.name)
            yield Note(text, Switch(none, (("time_column", ""),)))
        if self.group is not None:
            found = self.groups()
            n = 0 if found is None else len(np.unique(found))
            text = tr("“{name}” says which rows belong together: {n} groups").format(
                name=self.group.name, n=f"{n:,}"
            )
            yield Note(text, Switch(none, (("group_column", ""),)))
        if self.weight is not None:
            text = tr("“{name}” says how much each row counts").format(name=self.weight.name)
            yield Note(text, Switch(none, (("weight_column", ""),)))


def _refuse_missing(name: str, gone: NDArray[np.bool_]) -> None:
    if gone.any():
        text = tr(
            "Row {row} has no value in “{name}”, and every row needs one there. Fill it in, or choose another."
        )
        raise NnsimError(text.format(row=f"{int(np.flatnonzero(gone)[0]) + 1:,}", name=name))
