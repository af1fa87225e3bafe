"""Examples of another file with arrays, as those that a network learned from."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.arrays.axes import arranged
from nnsim.data.arrays.names import by_usual_name
from nnsim.data.arrays.rows import Rows, rows_in
from nnsim.data.container import Container
from nnsim.data.dataset import Dataset, Floats, Targets
from nnsim.data.new.inputs import UNKNOWN, NewInputs, coded_classes
from nnsim.data.sources.npz_file import NpzFile

Shape = tuple[int, ...]


def from_arrays(source: NpzFile, origin: Dataset, path: str, title: str) -> NewInputs:
    """Return the examples in a file of arrays.

    Inputs are the array called as in training, or by a usual name, or the only one whose shape fits. Targets are
    its partner by name, where there is one.

    Raises
    ------
    NnsimError
        When the file cannot be read, or no array fits, or several do.
    """
    with replace(source, path=path, folder="", member="").opened() as file:
        x_name, y_name = _names(source, origin, file)
        x, last = _inputs(origin, file, x_name)
        raw = _raw(source, origin, x_name, x)
        y = last if last is not None else _partner(file, y_name, len(x))
        rows = rows_in(file, x_name, (x_name, y_name), raw.shape, (0, 0)) if source.use_rows else Rows()
    targets = None if y is None else _coded(origin, y)
    return NewInputs(
        title,
        raw,
        len(raw),
        targets=targets,
        groups=rows.groups,
        moments=rows.moments,
        time="" if rows.moments is None else "time",
        lengths=rows.lengths if origin.lengths is not None else None,
    )


def _names(source: NpzFile, origin: Dataset, file: Container) -> tuple[str, str]:
    """Return the arrays of inputs and of targets; the latter is empty where none is known."""
    usual = by_usual_name(file.names)
    x, y = source.inputs.strip() or usual.x, source.targets.strip() or usual.y
    if x in file.names and _fits(origin, file.look(x).shape):
        return x, y if y in file.names else ""
    fitting = [
        name for name in file.names if not file.look(name).why_not and _fits(origin, file.look(name).shape)
    ]
    if len(fitting) == 1:
        return fitting[0], ""
    wanted = " × ".join(("n", *map(str, origin.shape)))
    text = (
        tr("{file} has no array of examples of the shape {shape} that the network takes; it has {names}.")
        if not fitting
        else tr("Several arrays of {file} have the shape {shape}: {names}. Call the one with the inputs x.")
    )
    shown = ", ".join(fitting[:6]) or file.listed
    raise NnsimError(text.format(file=file.path.name, shape=wanted, names=shown))


def _fits(origin: Dataset, shape: Shape) -> bool:
    """Return whether an array holds examples along its first axis, or a single one, or examples with their target."""
    own, size = origin.shape, math.prod(origin.shape)
    return (
        shape == own
        or (len(shape) > 1 and (shape[1:] == own or math.prod(shape[1:]) == size))
        or (len(own) == 1 and shape[1:] == (own[0] + 1,))
    )


def _inputs(origin: Dataset, file: Container, name: str) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Return the examples, and where the last column of a table is the target, that."""
    x = file.array(name)
    if x.dtype.kind not in "iufb":
        raise NnsimError(tr("“{name}” holds no real numbers and cannot be the inputs.").format(name=name))
    if x.shape == origin.shape:
        x = x[np.newaxis]
    if len(origin.shape) == 1 and x.shape[1:] == (origin.shape[0] + 1,):
        return x[:, :-1], x[:, -1]
    if not len(x):
        raise NnsimError(tr("“{name}” has no examples.").format(name=name))
    return x, None


def _raw(source: NpzFile, origin: Dataset, name: str, x: NDArray[Any]) -> Floats:
    """Return examples in the shape and units of `origin`."""
    x, _ = arranged(name, x, origin.shape, source.channels)  # type: ignore[arg-type]
    with np.errstate(invalid="ignore"):
        found = np.array(x, np.float64, order="C")
    found /= origin.divisor
    return found


def _partner(file: Container, name: str, count: int) -> NDArray[Any] | None:
    """Return the array of targets, with examples first; None where there is none that fits."""
    if not name:
        return None
    y = file.array(name)
    if y.ndim and len(y) != count and y.shape[-1] == count:
        y = np.moveaxis(y, -1, 0)
    return y if y.ndim and len(y) == count else None


def _coded(origin: Dataset, y: NDArray[Any]) -> Targets | None:
    """Return targets as `origin` has them; None where they cannot be."""
    if origin.task == "classes":
        if y.ndim == 2 and y.shape[1] == len(origin.target_names) and y.dtype.kind in "iufb":
            return np.asarray(y.argmax(1), np.int64)
        flat = y.reshape(len(y), -1)
        if flat.shape[1] != 1:
            return None
        return _classes(origin, flat[:, 0])
    flat = y.reshape(len(y), -1)
    good = flat.shape[1] == len(origin.target_names) and y.dtype.kind in "iufb"
    return flat.astype(np.float64) if good else None


def _classes(origin: Dataset, column: NDArray[Any]) -> NDArray[np.int64]:
    """Return classes by their names, or by their places where the names came from elsewhere in the file."""
    names = origin.target_names
    if column.dtype.kind not in "iuf":
        return coded_classes(column, names)
    found = coded_classes(column.astype(np.float64), names)
    if (found >= 0).any() or any(name.isdecimal() for name in names):
        return found
    first = 1 if column.min() >= 1 and column.max() == len(names) else 0
    places = column - first
    good = (places >= 0) & (places < len(names)) & (places == np.floor(places))
    return np.where(good, places, UNKNOWN).astype(np.int64)
