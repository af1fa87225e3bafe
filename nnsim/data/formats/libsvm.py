"""LIBSVM and SVMlight: a label, and of the numbers behind it those that are not zero, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import MOST_NUMBERS
from nnsim.data.format import formats
from nnsim.data.tables.encoding import opened
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.whole_file import WholeContent, WholeFileFormat, labels_column

_NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_PAIR = rf"[0-9]+:{_NUMBER}"
_ROW = re.compile(rf"{_NUMBER}(?:,{_NUMBER})*(?:[ \t]+qid:[0-9]+)?((?:[ \t]+{_PAIR})*)[ \t]*(?:#.*)?")
_FIRST = re.compile(
    rf"(?:#[^\n]*\n)*{_NUMBER}(?:[ \t]+qid:[0-9]+)?(?:[ \t]+{_PAIR}){{2,}}(?:[ \t]|\r?\n|$)".encode()
)
_LABEL, _INPUT = "label", "x{n}"
_HIGHEST = 10_000_000


@dataclass(frozen=True, eq=False)
class _Content(WholeContent):
    """What stands in a file: the labels as they are written, and of each row places and values."""

    labels: list[str]
    places: list[list[int]]
    values: list[list[float]]

    @property
    def rows(self) -> int:
        return len(self.labels)

    @property
    def names(self) -> list[str]:
        return [_LABEL, *(_INPUT.format(n=n + self.lowest) for n in range(self.width))]

    @cached_property
    def width(self) -> int:
        """Number of inputs."""
        return max((max(row) for row in self.places if row), default=0) + 1 - self.lowest

    @cached_property
    def lowest(self) -> int:
        """What the first place is called: 1, or 0."""
        return 0 if any(row and row[0] == 0 for row in self.places) else 1

    def columns(self, places: Sequence[int], rows: slice) -> list[Column]:
        """Return the label (place 0) and inputs at `places` of some rows."""
        own, lowest = range(self.rows)[rows], self.lowest
        column_of = {place: j for j, place in enumerate(places)}
        block = np.zeros((len(places), len(own)))
        for row, number in enumerate(own):
            for place, value in zip(self.places[number], self.values[number], strict=True):
                column = column_of.get(place + 1 - lowest)
                if column is not None:
                    block[column, row] = value
        labels = self.labels[rows]
        return [labels_column(labels) if place == 0 else block[j] for j, place in enumerate(places)]


class Libsvm(WholeFileFormat):
    """Rows of ``label place:value place:value …``; what is not named is zero."""

    key = "libsvm"
    title = mark("LIBSVM")
    patterns = ("*.libsvm", "*.svmlight", "*.svm")
    order = 450

    def begins(self, head: bytes) -> bool:
        return _FIRST.match(head.removeprefix(b"\xef\xbb\xbf")) is not None

    def content(self, path: Path) -> _Content:
        return _content(path)


formats.register(Libsvm())


def _content(path: Path) -> _Content:
    """Return what stands in a file; raises NnsimError for a line that is no row, or more numbers than fit."""
    labels: list[str] = []
    places: list[list[int]] = []
    values: list[list[float]] = []
    highest = 0
    with opened(path, "utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            text = line.strip()
            if not text or text.startswith("#"):
                continue
            if _ROW.fullmatch(text) is None:
                raise NnsimError(
                    tr(
                        "Line {line} of {file} is no label with pairs of place and value. Mend that line."
                    ).format(line=f"{number:,}", file=path.name)
                )
            label, *pairs = text.split("#")[0].split()
            parted = [pair.split(":") for pair in pairs if not pair.startswith("qid:")]
            labels.append(label)
            places.append([int(place) for place, _ in parted])
            values.append([float(value) for _, value in parted])
            highest = max(highest, *places[-1], 0)
            if highest > _HIGHEST or highest * len(labels) > MOST_NUMBERS:
                raise NnsimError(
                    tr("{file} holds more than {n} numbers. Keep fewer rows or columns.").format(
                        file=path.name, n=f"{MOST_NUMBERS:,}"
                    )
                )
    return _Content(labels, places, values)
