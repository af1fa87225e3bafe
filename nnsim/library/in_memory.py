"""Tables and arrays of a program as data of a project."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnsim.base.declared import settings_of
from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.memory import Held, MemoryArrays, MemoryTable, as_array, held_columns
from nnsim.data.sources.csv_file import CsvFile
from nnsim.data.sources.npz_file import NpzFile


class NotInFileWarning(UserWarning):
    """A project was saved whose data are in memory: its file has their settings and not the data."""


def Table(table: Any, target: str = "", **settings: Any) -> MemoryTable:
    """Return a table in memory as the data of a project, read by the same rules as a file with a table::

        project = chain(Input(), Dense(16, Tanh()), Dense(1), data=Table(frame, target="price"))

    Parameters
    ----------
    table
        A DataFrame of pandas or polars, a dict of columns, or a structured array. It is copied.
    target
        Column to predict, by default the one that is called so (target, label, …), else the last; several, separated
        by commas, are a regression.
    **settings
        Others of `CsvFile`, such as ``inputs``, ``task``, ``missing``, ``kinds``, ``group_column`` or ``time_column``.

    Raises
    ------
    NnsimError
        When it is no table, or there is no such setting.
    """
    _refuse_unknown("Table", CsvFile, settings)
    return MemoryTable(target=target, **settings, held=held_columns(table))


def Arrays(
    inputs: Any,
    targets: Any,
    *,
    test: tuple[Any, Any] | None = None,
    groups: Any = None,
    weights: Any = None,
    lengths: Any = None,
    times: Any = None,
    **settings: Any,
) -> MemoryArrays:
    """Return arrays in memory as the data of a project, read by the same rules as a file with arrays::

        project = chain(Input(), GRU(16), Dense(1), data=Arrays(x, y, lengths=lengths))

    Parameters
    ----------
    inputs
        Shape (n, d), (n, time, features), or pictures (n, height, width), with channels first or last. It is copied.
    targets
        Shape (n,), of classes (texts, or whole numbers that come back) or numbers, or (n, k), numbers or one-hot.
    test
        Inputs and targets of a test part.
    groups, weights, times
        Shape (n,): which rows belong together, how much each counts, and when it was.
    lengths
        Shape (n,): how many times, from the first, of each sequence are no padding.
    **settings
        Others of `NpzFile`, such as ``task``, ``missing`` or ``example_shape``.

    Raises
    ------
    NnsimError
        When something is no array, or there is no such setting.
    """
    _refuse_unknown("Arrays", NpzFile, settings)
    arrays = {"x_train": as_array("inputs", inputs), "y_train": as_array("targets", targets)}
    if hasattr(inputs, "columns"):
        arrays["feature_names"] = np.array([str(name) for name in inputs.columns])
    if test is not None:
        if not isinstance(test, tuple | list) or len(test) != 2:
            raise NnsimError(tr("test is a pair of arrays, (inputs, targets)."))
        arrays |= {"x_test": as_array("test", test[0]), "y_test": as_array("test", test[1])}
    rows = {"groups": groups, "sample_weight": weights, "lengths": lengths, "time": times}
    for name, given in rows.items():
        if given is not None:
            arrays[name] = as_array(name, given)
            if arrays[name].shape != (len(arrays["x_train"]),):
                raise NnsimError(
                    tr("{name} has the shape {shape}; it needs one value a row, ({n},).").format(
                        name=name, shape=arrays[name].shape, n=len(arrays["x_train"])
                    )
                )
    return MemoryArrays(**settings, held=Held(arrays))


def _refuse_unknown(what: str, kind: type[Any], settings: dict[str, Any]) -> None:
    known = [name for name, _ in settings_of(kind) if name != "path"]
    for name in settings:
        if name not in known:
            raise NnsimError(
                tr("{what} has no setting {name}. There are: {names}.").format(
                    what=what, name=name, names=", ".join(known)
                )
            )
