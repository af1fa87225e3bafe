"""Tables in memory (DataFrames, columns by name, structured arrays) as examples, by the rules of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import MOST_NUMBERS, Dataset
from nnsim.data.new.rows import NewRows, code_columns, coding_of
from nnsim.data.tables.choice import TableSettings, choose
from nnsim.data.tables.columnwise import columns_layout, sampled
from nnsim.data.tables.examples import examples, reader_of
from nnsim.data.tables.layout import Layout, Wishes
from nnsim.data.tables.reading import Table
from nnsim.data.tables.understood import Column


def dataset_of(frame: Any, settings: TableSettings, title: str, marks: str = "") -> Dataset:
    """Return the examples in a table in memory, with notes of what was done.

    Parameters
    ----------
    frame
        A DataFrame of pandas or polars, a mapping from names to columns, or a structured array.
    settings
        What is predicted from what, such as ``CsvFile(target="y")``, whose file plays no part.
    title
        What the data are called.
    marks
        What else stands for a missing value, as the setting of that name.

    Raises
    ------
    NnsimError
        When it is no table, or cannot be used as `settings` say.
    """
    columns = columns_of(frame)
    layout = _layout(columns, title, marks)
    rows = len(next(iter(columns.values())))
    if rows * len(columns) > MOST_NUMBERS:
        text = tr("{file} holds more than {n} numbers. Keep fewer rows or columns.")
        raise NnsimError(text.format(file=title, n=f"{MOST_NUMBERS:,}"))
    table = Table(dict(enumerate(columns.values())), rows)
    return examples(settings, layout, table, choose(settings, layout), title)


def code_frame(frame: Any, settings: TableSettings, dataset: Dataset, marks: str = "") -> NewRows:
    """Return the rows of a table in memory in the coding of `dataset`; raises as `code_new` does."""
    columns = columns_of(frame)
    return code_columns(coding_of(dataset), columns, reader_of(settings, _layout(columns, "", marks)))


def columns_of(frame: Any) -> dict[str, Column]:
    """Return the columns of a table in memory by name, all of one length; raises NnsimError when it is none."""
    found: dict[str, Column] = {}
    for name, values in _named(frame):
        called = " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
        if called in found:
            raise NnsimError(
                tr("Two columns are called “{name}”. Give one another name.").format(name=called)
            )
        found[called] = _column(called, values)
    lengths = {len(column) for column in found.values()}
    if len(lengths) != 1:
        raise NnsimError(
            tr(
                "This is no table: give a DataFrame, a structured array, or columns of one length by their names."
            )
        )
    return found


def _layout(columns: Mapping[str, Column], title: str, marks: str) -> Layout:
    some = [column[sampled(len(column))] for column in columns.values()]
    return columns_layout(Path(title or "table"), "", list(columns), some, Wishes(marks=marks))


def _named(frame: Any) -> Iterator[tuple[Any, Any]]:
    """Yield names and values of columns, of whatever has them."""
    if isinstance(frame, Mapping):
        yield from frame.items()
    elif hasattr(frame, "iloc") and hasattr(frame, "columns"):
        # By place, for pandas lets columns have one name.
        yield from ((name, frame.iloc[:, place]) for place, name in enumerate(frame.columns))
    elif hasattr(frame, "columns") and hasattr(frame, "__getitem__"):
        yield from ((name, frame[name]) for name in frame.columns)
    elif isinstance(frame, np.ndarray) and frame.dtype.names:
        yield from ((name, frame[name]) for name in frame.dtype.names)


def _column(name: str, values: Any) -> Column:
    """Return a column as numbers with NaN, as dates with NaT, or as texts, empty where there is none."""
    # NumPy would make texts of a list in which one thing is a text.
    array = np.array(values, object) if isinstance(values, list | tuple) else np.asarray(values)
    if array.ndim != 1:
        raise NnsimError(
            tr("“{name}” has the shape {shape}; a column has one value a row.").format(
                name=name, shape=array.shape
            )
        )
    if array.dtype.kind in "iuf":
        return array.astype(np.float64)
    if array.dtype.kind == "M":
        return array.astype("datetime64[us]")
    if array.dtype.kind == "m":
        seconds = array.astype("timedelta64[us]").astype(np.int64) / 1e6
        seconds[np.isnat(array)] = np.nan
        return seconds
    if array.dtype.kind not in "bOUS" and array.dtype.kind != "T":
        raise NnsimError(
            tr("“{name}” holds no real numbers, dates or texts. Leave it out.").format(name=name)
        )
    return _objects(array.tolist())


def _objects(values: Sequence[Any]) -> Column:
    gone = [_is_missing(value) for value in values]
    known = [value for value, is_gone in zip(values, gone, strict=True) if not is_gone]
    if known and all(isinstance(value, Real) and not isinstance(value, bool) for value in known):
        return np.array([np.nan if away else float(value) for value, away in zip(values, gone, strict=True)])
    return np.array(["" if away else _text(value) for value, away in zip(values, gone, strict=True)], object)


def _is_missing(value: Any) -> bool:
    """Return whether a value stands for none: None, NaN, NaT, or what will not say whether it equals itself."""
    try:
        return value is None or bool(value != value)
    except (TypeError, ValueError):
        return True


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).replace("T", " ")
    return str(value).strip()
