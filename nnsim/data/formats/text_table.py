"""CSV, TSV and all their relatives: tables in text files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from nnsim.base.text import mark
from nnsim.data.format import TableFormat, formats
from nnsim.data.source import Progress
from nnsim.data.tables.first_lines import Line, text_lines
from nnsim.data.tables.layout import Layout, Wishes, detect
from nnsim.data.tables.reading import Table, read_table


class TextTable(TableFormat):
    """A text file whose lines are rows; what no other format claims."""

    key = "text"
    title = mark("Text")
    patterns = ("*.csv", "*.tsv", "*.tab", "*.txt", "*.dat", "*.data", "*.arff")
    order = 900
    settings = frozenset(
        (
            "separator",
            "header",
            "decimal",
            "thousands",
            "comment",
            "quote",
            "skip_top",
            "skip_bottom",
            "encoding",
        )
    )

    def layout(self, path: Path, wishes: Wishes, sheet: str) -> Layout:
        return detect(str(path), wishes)

    def read(
        self, layout: Layout, places: Sequence[int], as_text: frozenset[int], progress: Progress
    ) -> Table:
        return read_table(layout, places, as_text, progress)

    def lines(self, layout: Layout) -> Iterator[Line]:
        return text_lines(layout)


formats.register(TextTable())
