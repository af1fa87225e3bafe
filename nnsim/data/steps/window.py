"""A table in the order of time becomes windows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.settings import flag, integer
from nnsim.base.text import mark, ntr, tr
from nnsim.data.dataset import MOST_NUMBERS, Dataset
from nnsim.data.formulas.named import listed_names
from nnsim.data.sequences.series import (
    Rows,
    known_before,
    of_targets,
    said_of_span,
    said_of_times,
    series_of,
    times_of,
)
from nnsim.data.step import Step, noted, steps

_LONGEST = 10_000


@steps.register
@dataclass(frozen=True)
class Window(Step):
    """Rows that follow on each other become one sequence, (length, columns), for layers that read sequences.

    The rows are taken in the order of `Dataset.moments`, or of the data where no time is known, and never
    across two groups. An example has the target, group, weight and moment of the row it is to tell, so that
    a split by time keeps the future out of training. A window of the training part holds no row of a test
    part that came with the data. Unlike other steps, this one makes an example of several rows.
    """

    key = "window"
    title = mark("Windows of time")
    summary = mark("The last rows of a table together tell the target some rows ahead, as in a forecast.")
    formula = "(x_{t−L+1}, …, x_t) → y_{t+h}"
    order = 60
    joins_rows = True

    length: int = integer(
        10,
        low=1,
        high=_LONGEST,
        usual=(1, 100),
        label=mark("Rows of a window"),
        help=mark("How far back a network sees, such as 24 for a day of hours."),
    )
    horizon: int = integer(
        1,
        low=0,
        high=_LONGEST,
        usual=(0, 48),
        label=mark("Rows ahead"),
        help=mark("Which row is told: 1 is the one right behind the window, 0 the last one in it."),
    )
    stride: int = integer(
        1,
        low=1,
        high=_LONGEST,
        usual=(1, 50),
        label=mark("Rows from window to window"),
        help=mark("1 takes every window; as many as a window has makes windows that do not overlap."),
    )
    own_past: bool = flag(
        True,
        label=mark("Earlier targets are inputs"),
        help=mark(
            "For numbers: what was to be told of the rows in the window is known there, and is seen too."
        ),
    )

    @property
    def ahead(self) -> int:
        return self.horizon

    def of_new(self) -> Step:
        return replace(self, stride=1)

    def apply(self, dataset: Dataset) -> Dataset:
        own = self.own_past and self.horizon > 0
        columns = known_before(dataset, targets=own)
        series = series_of(dataset)
        self._refuse_too_much(series, len(columns))
        windows, told = _apart_from_test(dataset, *self._windows(series))
        values = np.column_stack([column.values for column in columns])
        examples, order = of_targets(dataset, told)
        added = len(columns) > len(dataset.input_names)
        return replace(
            examples,
            inputs=values[windows[order]],
            input_names=(),
            input_units=(),
            one_hot=(),
            one_unit=False,
            ready=dataset.ready and not added,
            divisor=1.0 if added else dataset.divisor,
            moments=times_of(dataset, series)[told[order]],
            channel_names=tuple(column.name for column in columns),
            notes=noted(
                dataset,
                *self._said(dataset, series, len(told), [c.name for c in columns], own),
                *said_of_span(dataset, told),
            ),
        )

    def _windows(self, series: list[Rows]) -> tuple[NDArray[np.int64], Rows]:
        """Return the rows of every window (n, length), and the row that each is to tell (n,)."""
        windows, told = [], []
        for rows in series:
            starts = np.arange(0, len(rows) - self.length - self.horizon + 1, self.stride)
            windows.append(rows[starts[:, np.newaxis] + np.arange(self.length)])
            told.append(rows[starts + self.length - 1 + self.horizon])
        return np.concatenate(windows), np.concatenate(told)

    def _refuse_too_much(self, series: list[Rows], width: int) -> None:
        """Refuse windows of which there is none, or too many; raises NnsimError before any is made."""
        needed, longest = self.length + self.horizon, max(map(len, series), default=0)
        count = sum(max(0, (len(rows) - needed) // self.stride + 1) for rows in series)
        if count == 0:
            raise NnsimError(
                tr(
                    "A window of {length} rows that tells {ahead} rows ahead needs {needed} rows, and the longest "
                    "series has {longest}. Make the window shorter."
                ).format(length=self.length, ahead=self.horizon, needed=needed, longest=f"{longest:,}")
            )
        size = count * self.length * width
        if size > MOST_NUMBERS:
            raise NnsimError(
                tr(
                    "{n} windows of {length} rows have {size} numbers together; at most {most} are possible. "
                    "Take fewer rows or a larger distance from window to window."
                ).format(n=f"{count:,}", length=self.length, size=f"{size:,}", most=f"{MOST_NUMBERS:,}")
            )

    def _said(
        self, dataset: Dataset, series: list[Rows], count: int, names: list[str], own: bool
    ) -> list[str]:
        said = [
            ntr(
                "{n} window of {length} rows × {inputs} ({names}), each to tell the target {ahead} ahead",
                "{n} windows of {length} rows × {inputs} ({names}), each to tell the target {ahead} ahead",
                count,
            ).format(
                n=f"{count:,}",
                length=self.length,
                inputs=ntr("{n} input", "{n} inputs", len(names)).format(n=f"{len(names):,}"),
                names=listed_names(names),
                ahead=ntr("{n} row", "{n} rows", self.horizon).format(n=self.horizon),
            )
        ]
        short = sum(len(rows) < self.length + self.horizon for rows in series)
        if short:
            said.append(
                ntr(
                    "{n} series is shorter than a window, and left out",
                    "{n} series are shorter than a window, and left out",
                    short,
                ).format(n=f"{short:,}")
            )
        if self.own_past and not own and dataset.task == "regression":
            said.append(tr("Targets are no inputs: the last row of a window would hold the answer"))
        return [*said, *said_of_times(dataset, series)]


def _apart_from_test(
    dataset: Dataset, windows: NDArray[np.int64], told: Rows
) -> tuple[NDArray[np.int64], Rows]:
    """Return the windows without those that train and hold a row of a part that came with the data; raises NnsimError
    for none.
    """
    first = len(dataset) - dataset.test_rows - dataset.validation_rows
    good = (told >= first) | (windows < first).all(1)
    if not good.any():
        raise NnsimError(
            tr("Every window would hold rows of the test part that came with the data. Make it shorter.")
        )
    return windows[good], told[good]
