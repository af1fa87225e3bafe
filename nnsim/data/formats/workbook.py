"""Workbooks of spreadsheets (.xlsx): a sheet whose rows are read as those of a text are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from nnsim.base.archive import Kind, open_archive
from nnsim.base.errors import Cancelled, NnsimError
from nnsim.base.reading import open_file
from nnsim.base.text import language, mark, tr
from nnsim.data.dataset import MOST_NUMBERS
from nnsim.data.format import TableFormat, damaged, formats, no_package
from nnsim.data.source import Progress
from nnsim.data.tables.first_lines import MOST_LINES, Line, row_line
from nnsim.data.tables.layout import Layout, Row, Wishes, layout_of_rows
from nnsim.data.tables.merged_cells import MergedDown
from nnsim.data.tables.reading import Feed, Table, read_table

_KIND = Kind(
    mark("{path} is no workbook, or is cut short. Save it again as .xlsx, or as CSV."),
    10_000,
    4_000_000_000,
    any_name=True,
    loose=100_000_000,
    by_others=True,
)
_SAMPLE_ROWS = 400
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
"""Of a sheet, in every program that writes them."""
_MOST_BLANK = 5_000
"""Below so many empty rows nothing belongs to a table."""


class Workbook(TableFormat):
    """A sheet of a workbook: the one that is asked for, else the first with a table in it."""

    key = "xlsx"
    title = mark("Workbook")
    patterns = ("*.xlsx", "*.xlsm")
    order = 200
    settings = frozenset(("sheet", "header", "skip_top", "skip_bottom"))

    def begins(self, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and any(
            name in head for name in (b"[Content_Types].xml", b"xl/", b"_rels/.rels", b"docProps/")
        )

    def layout(self, path: Path, wishes: Wishes, sheet: str) -> Layout:
        stamp = path.stat()
        with _one_at_a_time:
            return _detected(path, (stamp.st_mtime_ns, stamp.st_size), wishes, sheet, language())

    def read(
        self, layout: Layout, places: Sequence[int], as_text: frozenset[int], progress: Progress
    ) -> Table:
        return read_table(layout, places, as_text, progress, _feed)

    def lines(self, layout: Layout) -> Iterator[Line]:
        with _opened(layout.path) as book:
            rows = list(islice(_rows(layout.path, book[layout.sheet]), MOST_LINES))
        return (row_line(layout, number, _own(layout, fields)) for number, fields in rows)


formats.register(Workbook())

_one_at_a_time = Lock()
"""The Data page and the loading ask for the same file at the same time."""


@lru_cache(maxsize=8)
def _detected(path: Path, stamp: tuple[int, int], wishes: Wishes, sheet: str, words: str) -> Layout:
    """Return the layout of a workbook that has this `stamp`, with its columns numbered in these `words`."""
    with _opened(path) as book:
        names = tuple(one.title for one in book.worksheets)
        if sheet.strip() and sheet not in names:
            text = tr("{file} has no sheet “{sheet}”; it has {names}. Choose one of them.")
            raise NnsimError(text.format(file=path.name, sheet=sheet[:100], names=", ".join(names[:12])))
        found: tuple[str, list[Row]] = ("", [])
        for name in (sheet,) if sheet.strip() else names:
            rows = list(islice(_rows(path, book[name]), _SAMPLE_ROWS))
            if not found[0] or _is_table(rows):
                found = name, rows
            if _is_table(rows):
                break
    return _layout(path, wishes, *found, names)


def _layout(path: Path, wishes: Wishes, sheet: str, rows: list[Row], sheets: tuple[str, ...]) -> Layout:
    columns = {place for _, fields in rows for place, field in enumerate(fields) if field.strip()}
    left, right = min(columns, default=0), max(columns, default=-1) + 1
    cut = [(number, (fields + [""] * right)[left:right]) for number, fields in rows]
    titles: list[str] = []
    if right - left > 1 and wishes.skip_top < 0:
        # One cell alone above the table is a title.
        while cut and sum(bool(field.strip()) for field in cut[0][1]) < 2:
            titles += [field for field in cut.pop(0)[1] if field.strip()]
    found = layout_of_rows(
        path, cut or rows, Wishes(**{**_PLAIN, "header": wishes.header, "marks": wishes.marks,
                                     "skip_top": wishes.skip_top, "skip_bottom": wishes.skip_bottom})
    )  # fmt: skip
    return replace(
        found,
        first_line=max(found.first_line, cut[0][0] - 1 if cut else 0),
        titles=(*titles, *found.titles),
        format="xlsx",
        sheet=sheet,
        sheets=sheets,
        lead_columns=left,
    )


_PLAIN: dict[str, Any] = {"decimal": ".", "thousands": "none", "comment": "none", "quote": "none"}
"""How numbers in cells are written here; those in texts have their signs to themselves."""


def _is_table(rows: list[Row]) -> bool:
    return sum(sum(bool(field.strip()) for field in fields) > 1 for _, fields in rows) > 1


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a workbook for reading; whatever a damaged one does to its reader becomes a sentence."""
    _check(path)
    try:
        import openpyxl
    except ImportError as error:
        raise no_package(path, "openpyxl", "xlsx") from error
    import warnings

    try:
        with warnings.catch_warnings():
            # Of styles and extensions that play no part for values.
            warnings.simplefilter("ignore")
            # By its bytes, for openpyxl reads nothing that is called otherwise.
            with open_file(path) as file:
                yield openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (NnsimError, Cancelled, GeneratorExit):
        raise
    except Exception as error:
        raise damaged(path, "xlsx") from error


def _check(path: Path) -> None:
    """Refuse bombs: of zips, and of XML that declares words for longer ones."""
    with open_archive(path, _KIND) as archive:
        for name in archive.names:
            if name.endswith((".xml", ".rels")) and b"<!" in archive.beginning(name, 2000).replace(
                b"<!--", b""
            ):
                raise damaged(path, "xlsx")


def _rows(path: Path, sheet: Any) -> Iterator[Row]:
    """Yield the rows of a sheet as texts, from 1; what it says of its own size is not believed."""
    sheet.reset_dimensions()
    blank, merged = 0, MergedDown(sheet)
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        blank = 0 if any(value is not None for value in cells) else blank + 1
        if blank > _MOST_BLANK:
            return
        if number > _MOST_ROWS or len(cells) > _MOST_COLUMNS:
            raise damaged(path, "xlsx")
        fields = [_text(value) for value in cells]
        yield number, merged.filled(number, fields) if any(fields) else fields


def _text(value: Any) -> str:
    """Return what stands in a cell as a text would have it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return repr(value.total_seconds() / 86_400)
    return str(value)


def _own(layout: Layout, fields: list[str]) -> list[str]:
    """Return the fields of the table: a row of a sheet ends with its last cell."""
    width = len(layout.names) + layout.lead
    own = fields[layout.lead_columns :]
    while len(own) > width and not own[-1].strip():
        own.pop()
    return own + [""] * (width - len(own))


@contextmanager
def _feed(layout: Layout) -> Iterator[Feed]:
    with _opened(layout.path) as book:
        sheet = book[layout.sheet]
        total = max(1, min(sheet.max_row or _MOST_ROWS, MOST_NUMBERS))
        at = 0

        def rows() -> Iterator[Row]:
            nonlocal at
            for number, fields in _rows(layout.path, sheet):
                at = number
                yield number, _own(layout, fields)

        done: Callable[[], float] = lambda: min(1.0, at / total)  # noqa: E731
        yield Feed(rows(), done)
