"""The .ts files of time series archives: a series a line, its dimensions parted by colons, and the class behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import MOST_NUMBERS, Floats
from nnsim.data.format import damaged, formats
from nnsim.data.tables.encoding import opened
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.whole_file import WholeContent, WholeFileFormat, labels_column

_FIRST = re.compile(rb"(?:\s|[#%][^\n]*\n)*@(?:problemname|univariate|timestamps)\b", re.IGNORECASE)
_MISSING = frozenset(("?", "nan", ""))


@dataclass(frozen=True, eq=False)
class SeriesContent(WholeContent):
    """What stands in a file: values (n, dimensions, length) with NaN behind shorter series, and what each belongs to."""

    values: Floats
    labels: list[str]
    called: str
    """What the labels are called; empty where there are none."""

    @property
    def rows(self) -> int:
        return len(self.values)

    @property
    def names(self) -> list[str]:
        """Of the columns, the label last."""
        _, dimensions, length = self.values.shape
        several = [f"dim{d + 1}_" for d in range(dimensions)] if dimensions > 1 else [""]
        own = [f"{dimension}x{t + 1}" for dimension in several for t in range(length)]
        return [*own, self.called] if self.called else own

    def columns(self, places: Sequence[int], rows: slice) -> list[Column]:
        """Return the columns at `places` of some rows; labels are numbers where all are."""
        flat = self.values[rows].reshape(len(self.values[rows]), -1)
        labels = self.labels[rows]
        return [flat[:, place] if place < flat.shape[1] else labels_column(labels) for place in places]


class SeriesTs(WholeFileFormat):
    """Series of numbers with a head of ``@`` lines, as sktime and aeon read them."""

    key = "series_ts"
    title = mark("Time series (.ts)")
    patterns = ("*.ts",)
    order = 460

    def begins(self, head: bytes) -> bool:
        return _FIRST.match(head.removeprefix(b"\xef\xbb\xbf")) is not None

    def content(self, path: Path) -> SeriesContent:
        return _content(path)


formats.register(SeriesTs())


def _content(path: Path) -> SeriesContent:
    """Return what stands in a file; raises NnsimError where a line is no series, or more numbers than fit."""
    called = ""
    begun = False
    series: list[list[list[float]]] = []
    labels: list[str] = []
    with opened(path, "utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            text = line.strip()
            if not text or text[0] in "#%":
                continue
            if not begun:
                key, *rest = text.split()
                if not key.startswith("@"):
                    raise damaged(path, "TS")
                if key.lower() in ("@classlabel", "@targetlabel") and rest and rest[0].lower() == "true":
                    called = "label" if key.lower() == "@classlabel" else "target"
                begun = key.lower() == "@data"
                continue
            *dimensions, last = text.split(":")
            if called:
                labels.append(last.strip())
            else:
                dimensions.append(last)
            try:
                series.append([[number_in(field) for field in one.split(",")] for one in dimensions])
            except ValueError:
                raise _no_series(path, number) from None
            if not dimensions or len(dimensions) != len(series[0]):
                raise _no_series(path, number)
    if not series:
        raise damaged(path, "TS")
    return SeriesContent(padded(path, series), labels, called)


def number_in(field: str) -> float:
    """Return the number that a field holds, NaN where it is missing; raises ValueError."""
    return np.nan if (bare := field.strip().lower()) in _MISSING else float(bare)


def _no_series(path: Path, line: int) -> NnsimError:
    text = tr("Line {line} of {file} is no series of numbers as the others are. Mend that line.")
    return NnsimError(text.format(line=f"{line:,}", file=path.name))


def padded(path: Path, series: Sequence[Sequence[Sequence[float]]]) -> Floats:
    """Return series of different lengths as one array, NaN behind the shorter ones."""
    longest = max(len(one) for dimensions in series for one in dimensions)
    shape = len(series), len(series[0]), longest
    if np.prod(shape, dtype=float) > MOST_NUMBERS:
        text = tr("{file} holds more than {n} numbers. Keep fewer rows or columns.")
        raise NnsimError(text.format(file=path.name, n=f"{MOST_NUMBERS:,}"))
    values = np.full(shape, np.nan)
    for row, dimensions in enumerate(series):
        for place, one in enumerate(dimensions):
            values[row, place, : len(one)] = one
    return values
