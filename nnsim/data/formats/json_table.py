"""JSON: a list of records, records line by line, columns by name, or a list of rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.text import mark, tr
from nnsim.data.dataset import MOST_NUMBERS
from nnsim.data.format import TableFormat, formats
from nnsim.data.source import Progress
from nnsim.data.tables.columnwise import column_lines, columns_layout, sampled
from nnsim.data.tables.first_lines import MOST_LINES, Line, row_line
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.json_shapes import keyed_rows, paired
from nnsim.data.tables.layout import Layout, Row, Wishes, layout_of_rows
from nnsim.data.tables.reading import Feed, Table, read_table

_MOST_BYTES = 400_000_000
"""What Python makes of JSON takes some ten times as much memory."""
_MOST_DIGITS = 300
_SAMPLE_ROWS = 400
_LONGEST_TEXT = 1000
_INSIDE = ("data", "records", "rows", "items", "results", "features", "values")
_COORDINATES = ("longitude", "latitude", "height")
_DEEPEST = 8
"""So many objects of a record may lie in each other; what is deeper is a text."""
_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_BLANKS = re.compile(r"[ \t\n\r]*")
_Values: TypeAlias = list[Any]


@dataclass(frozen=True, eq=False)
class _Content:
    """What stands in a file: columns by name, or rows."""

    columns: dict[str, _Values]
    rows: list[Row]


class JsonTable(TableFormat):
    """JSON in the forms that programs write tables in; of an object in a record each part is a column."""

    key = "json"
    title = mark("JSON")
    patterns = ("*.json", "*.jsonl", "*.ndjson", "*.geojson")
    order = 400

    def begins(self, head: bytes) -> bool:
        told = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        inner = told[1:].lstrip()
        if told[:1] == b"{":
            return inner[:1] == b'"' and b":" in inner
        return told[:1] == b"[" and inner[:1] in (b"{", b"[")

    def layout(self, path: Path, wishes: Wishes, sheet: str) -> Layout:
        content = _content(path)
        if content.rows:
            plain = Wishes(decimal=".", thousands="none", comment="none", quote="none", marks=wishes.marks)
            return replace(layout_of_rows(path, content.rows[:_SAMPLE_ROWS], plain), format=self.key)
        some = [_column(values[sampled(len(values))]) for values in content.columns.values()]
        return columns_layout(path, self.key, list(content.columns), some, wishes)

    def read(
        self, layout: Layout, places: Sequence[int], as_text: frozenset[int], progress: Progress
    ) -> Table:
        doing = tr("Reading {file}").format(file=layout.path.name)
        progress(0.0, doing)
        content = _content(layout.path)
        progress(0.6, doing)
        if content.rows:
            return read_table(layout, places, as_text, progress, _feeding(content.rows))
        names, table = list(content.columns), Table()
        for place in places:
            table.columns[place] = _column(content.columns[names[place]], place in as_text)
            table.rows = len(table.columns[place])
        progress(1.0, doing)
        return table

    def lines(self, layout: Layout) -> Iterator[Line]:
        content = _content(layout.path)
        if content.rows:
            return (row_line(layout, number, fields) for number, fields in content.rows[:MOST_LINES])
        return column_lines([_column(values[:MOST_LINES]) for values in content.columns.values()])


formats.register(JsonTable())


def _feeding(rows: list[Row]) -> Any:
    @contextmanager
    def feed(layout: Layout) -> Iterator[Feed]:
        yield Feed(iter([(number, list(fields)) for number, fields in rows]), lambda: 0.9)

    return feed


def _content(path: Path) -> _Content:
    """Return what stands in a file; raises NnsimError when it is no JSON, or no table."""
    with open_file(path) as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        text = tr("{file} is longer than {n} MB. Save the table as CSV or Parquet, which are read faster.")
        raise NnsimError(text.format(file=path.name, n=_MOST_BYTES // 10**6))
    text = _decoded(path, data)
    try:
        value = _elements(text) if text.lstrip()[:1] == "[" else _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        value = _by_lines(path, text, error)
    return _table(path, value)


def _decoded(path: Path, data: bytes) -> str:
    try:
        # Half of a character, which a text of JSON can name, is none.
        return _HALF.sub(r"\\ufffd", data.decode(json.detect_encoding(data)))
    except UnicodeDecodeError as error:
        raise NnsimError(
            tr("{file} is not UTF-8 text, as JSON must be. Save it again.").format(file=path.name)
        ) from error


def _whole(text: str) -> float | int:
    return int(text) if len(text) <= _MOST_DIGITS else float(text)


_DECODER = json.JSONDecoder(parse_int=_whole)


def _elements(text: str) -> list[Any]:
    """Return the elements of a list, one after the other, so that other threads have their turns between them.

    Raises ValueError or RecursionError as `json.loads` does.
    """
    found: list[Any] = []
    at = _next(text, text.index("[") + 1)
    while text[at : at + 1] != "]" or found:
        value, at = _DECODER.raw_decode(text, at)
        found.append(value)
        at = _next(text, at)
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _next(text, at + 1)
    if _next(text, at + 1) != len(text):
        raise json.JSONDecodeError("Extra data", text, at + 1)
    return found


def _next(text: str, at: int) -> int:
    """Return the place of the next sign that is no blank."""
    found = _BLANKS.match(text, at)
    return found.end() if found is not None else at


def _by_lines(path: Path, text: str, error: Exception) -> Any:
    """Return the records of a file with one in every line."""
    if isinstance(error, RecursionError):
        raise _no_table(path, tr("it is nested too deeply")) from error
    found: list[Any] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(_DECODER.decode(line))
        except RecursionError as deep:
            raise _no_table(path, tr("it is nested too deeply")) from deep
        except ValueError as wrong:
            if found and len(found) == number - 1:
                why = tr("line {line} cannot be read").format(line=f"{number:,}")
            elif isinstance(error, json.JSONDecodeError):
                why = tr("line {line}, column {column} cannot be read").format(
                    line=f"{error.lineno:,}", column=f"{error.colno:,}"
                )
            else:
                why = tr("line {line} cannot be read").format(line=f"{number:,}")
            raise _no_table(path, why) from wrong
    return found


def _table(path: Path, value: Any) -> _Content:
    """Return the table in a value: the value itself, or what stands in it under a usual name."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], dict) and _are_records(value[1]):
        value = value[1]  # Behind what the World Bank says of its pages.
    if isinstance(value, dict):
        return _of_object(path, value)
    if not isinstance(value, list) or not value:
        raise _no_table(path, tr("there is no list of records in it"))
    records = [one for one in value if isinstance(one, dict)]
    if len(records) == len(value):
        return _Content(_of_records(path, records), [])
    if all(isinstance(one, list) for one in value):
        return _Content({}, _rows_of(path, value))
    raise _no_table(path, tr("there is no list of records in it"))


def _of_object(path: Path, value: dict[str, Any]) -> _Content:
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list) and all(map(_is_list, data)):
        # How pandas "splits" a table.
        return _Content({}, _rows_of(path, [columns, *data]))
    lists = {name: inner for name, inner in value.items() if _is_list(inner) and inner}
    if _are_columns(value):
        return _Content(paired(lists) or lists, [])
    for name in (*_INSIDE, *value):
        inner = value.get(name)
        if _is_list(inner) and inner and isinstance(inner[0], dict | list):
            return _table(path, inner)
    for name in (*_INSIDE, *value):
        inner = value.get(name)
        if isinstance(inner, dict) and any(map(_are_records, inner.values())):
            return _of_object(path, inner)
    for inner in value.values():
        if isinstance(inner, dict) and _are_columns(inner) and not all(map(str.isdecimal, inner)):
            return _Content(inner, [])
    if rows := keyed_rows(value):
        return _Content({"": list(rows)} | _of_records(path, list(rows.values())), [])
    tables = {name: inner for name, inner in value.items() if isinstance(inner, dict) and inner}
    if tables and len(tables) == len(value):
        if _are_rows(tables):
            named = {} if all(map(str.isdecimal, tables)) else {"": list(tables)}
            return _Content(named | _of_records(path, list(tables.values())), [])
        return _Content(_of_nested(path, tables), [])
    raise _no_table(path, tr("there is no list of records in it"))


def _are_rows(tables: dict[str, dict[str, Any]]) -> bool:
    """Return whether an object of objects holds a row under each key, not a column: keys within are names then."""
    inner = {key for one in tables.values() for key in one}
    if all(map(str.isdecimal, inner)):
        return False
    return all(map(str.isdecimal, tables)) or len(tables) > len(inner)


def _are_columns(value: dict[str, Any]) -> bool:
    """Return whether an object holds nothing but lists of one length, several of them."""
    lists = [inner for inner in value.values() if isinstance(inner, list) and inner]
    return len(lists) > 1 and len(lists) == len(value) and len({len(inner) for inner in lists}) == 1


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(one, dict | list) for one in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _of_nested(path: Path, tables: dict[str, dict[str, Any]]) -> dict[str, _Values]:
    """Return the columns of an object of objects: rows by column, as pandas writes it."""
    keys: dict[str, None] = {}
    for inner in tables.values():
        keys |= dict.fromkeys(inner)
    _refuse_too_large(path, len(keys) * len(tables))
    return {name: [inner.get(key) for key in keys] for name, inner in tables.items()}


def _of_records(path: Path, records: Sequence[dict[str, Any]]) -> dict[str, _Values]:
    """Return the columns of some records, in the order in which their names first come."""
    flat = (
        [_flat(_of_feature(one)) for one in records]
        if _are_features(records)
        else [_flat(one) for one in records]
    )
    names: dict[str, None] = {}
    for one in flat:
        names |= dict.fromkeys(one)
    _refuse_too_large(path, len(names) * len(flat))
    return {name: [one.get(name) for one in flat] for name in names}


def _are_features(records: Sequence[dict[str, Any]]) -> bool:
    """Return whether records are places of a map, as GeoJSON has them."""
    return all(one.get("type") == "Feature" and isinstance(one.get("properties"), dict) for one in records)


def _of_feature(feature: dict[str, Any]) -> dict[str, Any]:
    """Return what a place of a map is said to be, and where it is if it is a point."""
    geometry = feature.get("geometry")
    where = (
        geometry.get("coordinates")
        if isinstance(geometry, dict) and geometry.get("type") == "Point"
        else None
    )
    at = dict(zip(_COORDINATES, where, strict=False)) if isinstance(where, list) else {}
    own = {"id": feature["id"]} if "id" in feature else {}
    return {**own, **at, **feature["properties"]}


def _flat(record: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return a record in which the parts of an object stand by themselves, as ``a.b``, and theirs as ``a.b.c``."""
    if depth >= _DEEPEST or not any(isinstance(value, dict) for value in record.values()):
        return record
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and value:
            found |= {f"{name}.{inner}": of for inner, of in _flat(value, depth + 1).items()}
        else:
            found[name] = value
    return found


def _rows_of(path: Path, rows: Sequence[Sequence[Any]]) -> list[Row]:
    width = max(map(len, rows))
    if width == 0:
        raise _no_table(path, tr("there is no list of records in it"))
    _refuse_too_large(path, width * len(rows))
    return [
        (number, [_text(value) for value in row] + [""] * (width - len(row)))
        for number, row in enumerate(rows, 1)
    ]


def _column(values: _Values, as_text: bool = False) -> Column:
    """Return values as numbers where all are, NaN where there is none; else as texts."""
    if not as_text and all(
        value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in values
    ):
        return np.array([np.nan if value is None else _real(value) for value in values], np.float64)
    return np.array([_text(value) for value in values], object)


def _real(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict | list):
        return json.dumps(value)[:_LONGEST_TEXT] if value else ""
    return str(value)


def _refuse_too_large(path: Path, numbers: int) -> None:
    if numbers > MOST_NUMBERS // 4:
        text = tr("{file} holds more than {n} numbers. Keep fewer rows or columns.")
        raise NnsimError(text.format(file=path.name, n=f"{MOST_NUMBERS // 4:,}"))


def _no_table(path: Path, why: str) -> NnsimError:
    text = tr(
        '{file} is no table in JSON: {why}. A list of records is read, such as [{{"a": 1, "b": 2}}, …].'
    )
    return NnsimError(text.format(file=path.name, why=why))
