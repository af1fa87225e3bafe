"""Parquet: columns with names and kinds that the file declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.dataset import MOST_NUMBERS
from nnsim.data.files.packed import MOST_BYTES
from nnsim.data.format import TableFormat, damaged, formats, no_package
from nnsim.data.source import Progress
from nnsim.data.tables.columnwise import MOST_SAMPLED, column_lines, columns_layout
from nnsim.data.tables.first_lines import MOST_LINES, Line
from nnsim.data.tables.gathered import Column
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.reading import Table

_MOST_RATIO = 1000
_NAMELESS = re.compile(r"__index_level_\d+__")
"""What pandas calls an index without a name."""


class Parquet(TableFormat):
    """A Parquet file; of a column of records each part is a column."""

    key = "parquet"
    title = mark("Parquet")
    patterns = ("*.parquet", "*.pq", "*.parq")
    order = 300

    def begins(self, head: bytes) -> bool:
        return head.startswith(b"PAR1")

    def layout(self, path: Path, wishes: Wishes, sheet: str) -> Layout:
        with _opened(path) as file:
            _refuse_too_large(path, file)
            some = _some_rows(file)
        names = ["" if _NAMELESS.fullmatch(name) else name for name in some.schema.names]
        return columns_layout(path, "parquet", names, [_column(one) for one in some.columns], wishes)

    def read(
        self, layout: Layout, places: Sequence[int], as_text: frozenset[int], progress: Progress
    ) -> Table:
        doing = tr("Reading {file}").format(file=layout.path.name)
        table, wanted = Table(), frozenset(places)
        with _opened(layout.path) as file:
            table.rows, at = file.metadata.num_rows, 0
            fields = _order(file.schema_arrow)
            # One after the other, so that never more than one of them is there twice.
            for done, number in enumerate(fields, 1):
                name = file.schema_arrow.names[number]
                width = len(_flat(file.schema_arrow.empty_table().select([number])).schema.names)
                own = range(at, at + width)
                at += width
                if wanted.isdisjoint(own):
                    continue
                flat = _flat(file.read(columns=[name]))
                if len(flat.schema.names) != width or len(flat) != table.rows:
                    raise damaged(layout.path, "Parquet")
                table.columns |= {
                    place: _column(flat.column(place - at + width)) for place in own if place in wanted
                }
                progress(0.9 * done / len(fields), doing)
        progress(1.0, doing)
        return table

    def lines(self, layout: Layout) -> Iterator[Line]:
        with _opened(layout.path) as file:
            columns = [_column(one.slice(0, MOST_LINES)) for one in _some_rows(file).columns]
        return column_lines(columns)


formats.register(Parquet())


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a Parquet file; whatever a damaged one does to its reader becomes a sentence."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise no_package(path, "pyarrow", "parquet") from error
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            yield file
    except (
        pyarrow.ArrowException,
        OSError,
        ValueError,
        KeyError,
        TypeError,
        MemoryError,
        OverflowError,
    ) as error:
        raise damaged(path, "Parquet") from error


def _refuse_too_large(path: Path, file: Any) -> None:
    meta = file.metadata
    size = sum(meta.row_group(k).total_byte_size for k in range(meta.num_row_groups))
    if meta.num_rows * max(1, meta.num_columns) > MOST_NUMBERS:
        text = tr("{file} holds more than {n} numbers. Keep fewer rows or columns.")
        raise NnsimError(text.format(file=path.name, n=f"{MOST_NUMBERS:,}"))
    if size > 4 * MOST_BYTES or (size > MOST_BYTES // 4 and size > _MOST_RATIO * path.stat().st_size):
        text = tr("{file} would unpack to more than {n} GB. Keep fewer rows or columns.")
        raise NnsimError(text.format(file=path.name, n=size // 10**9))


def _some_rows(file: Any) -> Any:
    """Return the first rows of the first and the last group, all columns flat."""
    import pyarrow

    groups = sorted({0, file.num_row_groups - 1} - {-1})
    batches = [next(file.iter_batches(batch_size=MOST_SAMPLED, row_groups=[one]), None) for one in groups]
    told = [pyarrow.Table.from_batches([one]) for one in batches if one is not None]
    whole = pyarrow.concat_tables(told) if told else file.schema_arrow.empty_table()
    return _flat(whole.select(_order(file.schema_arrow)))


def _order(schema: Any) -> list[int]:
    """Return the numbers of the fields, the index of pandas first: it writes that last, where a target stands."""
    try:
        told = schema.pandas_metadata
        index = list(told["index_columns"]) if told else []
    except (ValueError, TypeError, KeyError):
        index = []
    places = range(len(schema.names))
    return sorted(places, key=lambda place: schema.names[place] not in index)


def _flat(table: Any) -> Any:
    """Return a table in which each part of a column of records is a column."""
    return table.flatten()


def _is_number(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))


def _column(values: Any) -> Column:
    """Return a column as numbers with NaN, as dates with NaT, or as texts, empty where there is none."""
    import pyarrow
    from pyarrow import types

    kind = values.type
    if types.is_dictionary(kind):
        values = values.cast(kind.value_type)
        kind = kind.value_type
    if _is_number(kind):
        return np.asarray(
            values.cast(pyarrow.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64
        )
    if types.is_date(kind) or types.is_timestamp(kind):
        plain = values.cast(pyarrow.timestamp("us"), safe=False)
        return np.asarray(plain.to_numpy(zero_copy_only=False), "datetime64[us]")
    if types.is_duration(kind):
        seconds = values.cast(pyarrow.duration("us"), safe=False).cast(pyarrow.int64())
        return np.asarray(seconds.cast(pyarrow.float64()).to_numpy(zero_copy_only=False), np.float64) / 1e6
    if types.is_boolean(kind):
        return np.array([{True: "True", False: "False"}.get(one, "") for one in values.to_pylist()], object)
    if types.is_string(kind) or types.is_large_string(kind):
        return _texts(values.dictionary_encode())
    return np.array(["" if one is None else str(one) for one in values.to_pylist()], object)


def _texts(coded: Any) -> Column:
    """Return texts of which each different one is kept once."""
    found = [np.array([], object)]
    for part in coded.chunks:
        words = [*("" if one is None else one.strip() for one in part.dictionary.to_pylist()), ""]
        codes = part.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
        found.append(np.array(words, object)[codes])
    return np.concatenate(found)
