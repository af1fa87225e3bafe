"""Kinds of text files that are read whole, line by line: labels and numbers, with columns made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from nnsim.base.text import tr
from nnsim.data.format import TableFormat
from nnsim.data.source import Progress
from nnsim.data.tables.columnwise import column_lines, columns_layout, sampled
from nnsim.data.tables.first_lines import MOST_LINES, Line
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.reading import Table


class WholeContent:
    """What stands in such a file."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        raise NotImplementedError

    @property
    def names(self) -> list[str]:
        """Of the columns."""
        raise NotImplementedError

    def columns(self, places: Sequence[int], rows: slice) -> list[Column]:
        """Return the columns at `places` of some rows."""
        raise NotImplementedError


class WholeFileFormat(TableFormat):
    """A kind of file of which `content` reads all."""

    def content(self, path: Path) -> WholeContent:
        """Return what stands in a file; raises NnsimError for what cannot be read."""
        raise NotImplementedError

    def layout(self, path: Path, wishes: Wishes, sheet: str) -> Layout:
        content = self.content(path)
        columns = content.columns(range(len(content.names)), sampled(content.rows))
        return columns_layout(path, self.key, content.names, columns, wishes)

    def read(
        self, layout: Layout, places: Sequence[int], as_text: frozenset[int], progress: Progress
    ) -> Table:
        doing = tr("Reading {file}").format(file=layout.path.name)
        progress(0.0, doing)
        content = self.content(layout.path)
        progress(0.7, doing)
        found = content.columns(places, slice(None))
        progress(1.0, doing)
        return Table(dict(zip(places, found, strict=True)), content.rows)

    def lines(self, layout: Layout) -> Iterator[Line]:
        content = self.content(layout.path)
        return column_lines(content.columns(range(len(content.names)), slice(0, MOST_LINES)))


def labels_column(written: Sequence[str]) -> Column:
    """Return labels as numbers where all are, else as they are written."""
    try:
        return np.array([float(one) for one in written], np.float64)
    except ValueError:
        return np.array(written, object)
