"""The whole file, once: every line seen to have its fields, footers taken off, columns of values."""

from __future__ import annotations

import io
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import chain

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import MOST_NUMBERS
from nnsim.data.source import Progress
from nnsim.data.tables.cells import Cells
from nnsim.data.tables.encoding import opened
from nnsim.data.tables.field_values import FieldValues
from nnsim.data.tables.gathered import Column, Gathered
from nnsim.data.tables.gathering import gather
from nnsim.data.tables.layout import Layout, Row, ragged
from nnsim.data.tables.lines import numbered_rows, own_fields
from nnsim.data.tables.plain_blocks import Block, plain_blocks, suits
from nnsim.data.tables.words import Words

_CHUNK_FIELDS = 50_000
"""Fields that are read in one go: few enough that a window stays quick beside it."""
_MOST_FOOTERS = 40
_MOST_SECTIONS = 3
_FEWEST_WIDE = 2
_FOOTERS = frozenset(
    ("source", "sources", "note", "notes", "quelle", "quellen", "hinweis", "anmerkung", "remarque", "fuente")
)
_FOOTER_SIGNS = ("*", "†", "(", "©", "数据来源", "来源", "注")
_TOTALS = frozenset(
    [
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
        "average",
        "mean",
        "summe",
        "gesamt",
        "insgesamt",
        "mittelwert",
        "durchschnitt",
        "total général",
        "somme",
        "moyenne",
        "合计",
        "总计",
        "小计",
        "平均",
    ]
)


@dataclass
class Table:
    """What was read."""

    columns: dict[int, Column] = field(default_factory=dict)
    """By place in the layout."""
    rows: int = 0
    footers: list[str] = field(default_factory=list)
    """Lines at the bottom that belong to no row."""
    words: dict[int, Words] = field(default_factory=dict)
    """Columns of texts once more, as the different ones, where these are known."""


@dataclass(frozen=True)
class Feed:
    """The rows of a file, one after the other."""

    rows: Iterator[Row]
    done: Callable[[], float]
    """How far that went, 0 to 1."""
    blocks: Iterable[Block] = ()
    """Rows before those, many at a time."""


Feeding = Callable[[Layout], AbstractContextManager[Feed]]
"""Opens a file for reading its rows once."""


def read_table(
    layout: Layout,
    places: Sequence[int],
    as_text: frozenset[int],
    progress: Progress,
    feeding: Feeding | None = None,
) -> Table:
    """Return the columns at `places`, and what stood below them; those `as_text` keep their writing.

    A column is numbers when all its fields are plain ones (or missing), else texts as written.

    Parameters
    ----------
    feeding
        What gives the rows, where the file is no text.

    Raises
    ------
    NnsimError
        For a line of another width, an unclosed quote, characters outside the encoding, or more
        numbers than fit.
    """
    feeding = feeding or text_rows
    table, values = Table(), FieldValues(layout)
    columns = {
        place: Gathered(values, place in as_text, layout.numeric[place]) for place in dict.fromkeys(places)
    }
    _gather(layout, columns, values, table, feeding, lambda done, doing: progress(0.9 * done, doing))
    mixed = {place: Gathered(values, True, False) for place, column in columns.items() if column.is_mixed}
    if mixed:
        # A text turned up late.
        _gather(layout, mixed, values, Table(), feeding, lambda done, doing: progress(0.9, doing))
        columns |= mixed
    for place in sorted(columns):
        column = columns.pop(place).column()
        if isinstance(column, Words):
            table.words[place] = column
        table.columns[place] = column.objects() if isinstance(column, Words) else column
    progress(1.0, tr("Reading {file}").format(file=layout.path.name))
    return table


def _gather(
    layout: Layout,
    columns: dict[int, Gathered],
    values: FieldValues,
    table: Table,
    feeding: Feeding,
    progress: Progress,
) -> None:
    """Read all rows, and add them to the columns by their places."""
    most = max(1, _CHUNK_FIELDS // max(1, len(layout.names)))
    doing = tr("Reading {file}").format(file=layout.path.name)
    with feeding(layout) as feed:
        for block in feed.blocks:
            table.rows += block.rows if isinstance(block, Cells) else len(block)
            _refuse_too_large(layout, table.rows)
            if isinstance(block, Cells):
                gather(block, columns, values)
            else:
                _add_rows(block, columns)
            progress(feed.done(), doing)
        for chunk in _chunks(layout, most, table, feed, lambda done: progress(done, doing)):
            _add_rows(chunk, columns)
    progress(1.0, doing)


def _add_rows(rows: list[list[str]], columns: dict[int, Gathered]) -> None:
    for place, fields in _columns(rows, list(columns)) if rows else ():
        columns[place].add_fields(fields)


def _columns(chunk: list[list[str]], places: Sequence[int]) -> Iterator[tuple[int, Sequence[str]]]:
    if 4 * len(places) < len(chunk[0]):
        for place in places:
            yield place, [row[place] for row in chunk]
        return
    columns = list(zip(*chunk, strict=True))
    for place in places:
        yield place, columns[place]


def _chunks(
    layout: Layout, most: int, table: Table, feed: Feed, progress: Callable[[float], None]
) -> Iterator[list[list[str]]]:
    chunk: list[list[str]] = []
    for fields in _rows(layout, feed.rows, table):
        chunk.append(fields)
        if len(chunk) >= most:
            table.rows += len(chunk)
            _refuse_too_large(layout, table.rows)
            yield chunk
            progress(feed.done())
            chunk = []
    table.rows += len(chunk)
    if chunk:
        yield chunk


@contextmanager
def text_rows(layout: Layout) -> Iterator[Feed]:
    """Open a text file for reading its rows once."""
    total = max(1, layout.path.stat().st_size)
    with opened(layout.path, layout.encoding) as file:
        past, rest = 0, ""

        def quickly() -> Iterator[Block]:
            nonlocal past, rest
            past, rest = yield from plain_blocks(file, layout)

        def carefully() -> Iterator[Row]:
            lines = chain(io.StringIO(rest, newline=""), file)
            yield from numbered_rows(lines, layout.dialect, layout.path, complete=True, before=past)

        yield Feed(
            carefully(),
            lambda: min(1.0, os.lseek(file.fileno(), 0, os.SEEK_CUR) / total),
            quickly() if suits(layout) else (),
        )


def _rows(layout: Layout, rows: Iterator[Row], table: Table) -> Iterator[list[str]]:
    """Yield the fields of every row of the table; what stands below goes to `table.footers`."""
    held: deque[tuple[int, list[str], bool]] = deque()
    after_blank = False
    keep = _MOST_FOOTERS if layout.skip_bottom < 0 else layout.skip_bottom
    for number, fields in rows:
        if number <= layout.first_line:
            continue
        if not any(map(str.strip, fields)):
            # A blank line, or the empty rows of a spreadsheet; above the first row it parts nothing.
            after_blank = bool(held or table.rows)
            continue
        held.append((number, own_fields(fields, len(layout.names), layout.lead), after_blank))
        after_blank = False
        if len(held) > keep:
            number, fields, _ = held.popleft()
            yield _whole(layout, number, fields)
    yield from _without_footers(layout, list(held), table)


def _whole(layout: Layout, number: int, fields: list[str]) -> list[str]:
    if len(fields) != len(layout.names):
        raise NnsimError(ragged(layout.path, number, len(fields), len(layout.names)))
    return fields


def _without_footers(
    layout: Layout, held: list[tuple[int, list[str], bool]], table: Table
) -> Iterator[list[str]]:
    """Yield the last rows but for the footers, the rest of what is held."""
    end = 0
    if layout.skip_bottom < 0:
        end = len(held)
        blanks = [place for place, (*_, blank) in enumerate(held) if blank]
        # Under the only blank line stands another matter.
        section = blanks[0] if 0 < len(blanks) <= _MOST_SECTIONS else len(held)
        end -= _narrow(layout, [fields for _, fields, _ in held])
        while end and _is_footer(layout, held[end - 1][1], end - 1 >= section):
            end -= 1
    table.footers = [_text(layout, fields) for _, fields, _ in held[end:]]
    for number, fields, _ in held[:end]:
        yield _whole(layout, number, fields)


def _narrow(layout: Layout, rows: list[list[str]]) -> int:
    """Return how many of the last rows are a table of another matter, such as footnotes under a heading of their own."""
    count = 0
    while count < len(rows) and 1 < len(rows[-1 - count]) == len(rows[-1]) < len(layout.names):
        count += 1
    if not 1 < count < len(rows):
        return 0
    heading = rows[-count]
    is_words = all(text.strip() and not layout.numerals.is_number(text) for text in heading)
    return count if is_words else 0


def _is_footer(layout: Layout, fields: list[str], under_blank: bool) -> bool:
    """Return whether one of the last rows is none: a remark, a source, a total."""
    told = [text.strip() for text in fields if text.strip()]
    if not told:
        return True
    first = told[0].casefold()
    if _says_so(first) or first.rstrip(":") in _TOTALS:
        return not layout.numeric[0] or layout.numerals.plain(first) is None
    is_regular = len(fields) == len(layout.names)
    if not is_regular:
        # "(20 rows)" is no number, though numbers may have units and stand in brackets.
        return (len(told) == 1 or under_blank) and layout.numerals.plain(told[0]) is None
    strange = any(
        text.strip() and numeric and not layout.numerals.is_number(text) and not layout.marks.is_missing(text)
        for text, numeric in zip(fields, layout.numeric, strict=True)
    )
    # A single field under a blank row is a remark, whatever its column holds elsewhere.
    is_alone = len(told) == 1 and under_blank and len(fields) > _FEWEST_WIDE
    return is_alone or (strange and (under_blank or len(told) == 1))


def _says_so(text: str) -> bool:
    """Return whether a text begins as sources and notes do."""
    word = text.lstrip("*([ ").split(":")[0].split(" ")[0].strip(".,")
    return (word in _FOOTERS and ":" in text) or (text.startswith(_FOOTER_SIGNS) and " " in text)


def _text(layout: Layout, fields: list[str]) -> str:
    return (layout.separator + " ").join(text.strip() for text in fields if text.strip())


def _refuse_too_large(layout: Layout, rows: int) -> None:
    if rows * len(layout.names) > MOST_NUMBERS:
        raise NnsimError(
            tr("{file} holds more than {n} numbers. Keep fewer rows or columns.").format(
                file=layout.path.name, n=f"{MOST_NUMBERS:,}"
            )
        )
