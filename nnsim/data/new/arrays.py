"""Examples of another file with arrays, as those that a network learned from."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.arrays.axes import arranged
from nnsim.data.arrays.names import by_usual_name, part_in, parts_of, targets_for
from nnsim.data.arrays.rows import Rows, rows_in
from nnsim.data.container import Container
from nnsim.data.dataset import Dataset, Floats, Targets
from nnsim.data.new.inputs import UNKNOWN, NewInputs, coded_classes
from nnsim.data.sources.npz_file import NpzFile

Shape = tuple[int, ...]


@dataclass(frozen=True)
class _Part:
    """Arrays of inputs and of targets; no targets where none are known."""

    x: str
    y: str


def from_arrays(source: NpzFile, origin: Dataset, path: str, title: str) -> NewInputs:
    """Return the examples in a file of arrays: those of all its parts, and none of another file beside it.

    Inputs are the array called as in training, or by a usual name, or the only one whose shape fits. Targets are
    its partner by name, where there is one, also in a file beside it.

    Raises
    ------
    NnsimError
        When the file cannot be read, or no array fits, or several do.
    """
    with replace(source, path=path, folder="", member="").opened() as file:
        # What lies in a packed file was named with it; what lies beside a file was not.
        own = file.own if file.path == Path(path) else file.names
        parts = _parts(source, origin, file, own)
        read = [_inputs(origin, file, part.x) for part in parts]
        raw = [_raw(source, origin, part.x, x) for part, (x, _) in zip(parts, read, strict=True)]
        counts = [len(one) for one in raw]
        inputs = raw[0] if len(raw) == 1 else np.concatenate(raw)
        found = [
            last if last is not None else _partner(file, part.y, len(x))
            for part, (x, last) in zip(parts, read, strict=True)
        ]
        rows = _said_of_rows(file, parts, inputs.shape, counts) if source.use_rows else Rows()
    return NewInputs(
        title,
        inputs,
        len(inputs),
        targets=_joined(origin, [None if y is None else _coded(origin, y) for y in found], counts),
        groups=rows.groups,
        moments=rows.moments,
        time="" if rows.moments is None else "time",
        lengths=rows.lengths if origin.lengths is not None else None,
        names=_called(parts, counts),
        notes=_told(parts),
    )


def _parts(source: NpzFile, origin: Dataset, file: Container, own: tuple[str, ...]) -> list[_Part]:
    """Return what of the arrays `own` the network is asked about, part by part."""
    usual = by_usual_name(own)
    asked, wished = source.inputs.strip() or usual.x, source.targets.strip() or usual.y
    fitting: list[str] = []
    if asked in own and _is_fitting(origin, file, asked):
        x = asked
    else:
        fitting = [name for name in own if _is_fitting(origin, file, name)]
        x = fitting[0] if fitting else ""
    alike = [name for name in parts_of(x, own) if name == x or _is_fitting(origin, file, name)]
    if not x or not set(fitting) <= set(alike):
        wanted = " × ".join(("n", *map(str, origin.shape)))
        text = (
            tr("{file} has no array of examples of the shape {shape} that the network takes; it has {names}.")
            if not fitting
            else tr(
                "Several arrays of {file} have the shape {shape}: {names}. Call the one with the inputs x."
            )
        )
        shown = ", ".join((fitting or own)[:6])
        raise NnsimError(text.format(file=Path(file.path).name, shape=wanted, names=shown))
    named = x == asked and wished in file.names
    return [_Part(name, wished if named and name == x else targets_for(name, file.names)) for name in alike]


def _is_fitting(origin: Dataset, file: Container, name: str) -> bool:
    looked = file.look(name)
    return not looked.why_not and _fits(origin, looked.shape)


def _said_of_rows(file: Container, parts: list[_Part], shape: Shape, counts: list[int]) -> Rows:
    """Return what other arrays say of the examples of all parts, of which the last are held out, or are all."""
    taken = tuple(name for part in parts for name in (part.x, part.y))
    behind = {part_in(part.x): count for part, count in zip(parts[1:], counts[1:], strict=True)}
    held = behind.get("validation", 0), behind.get("test", 0)
    return rows_in(file, parts[0].x, taken, shape, held)


def _joined(origin: Dataset, found: list[Targets | None], counts: list[int]) -> Targets | None:
    """Return the targets of all parts, unknown where one has none; None where none has."""
    if all(one is None for one in found):
        return None
    classes, width = origin.task == "classes", len(origin.target_names)
    whole = [
        one if one is not None else np.full(n, UNKNOWN) if classes else np.full((n, width), np.nan)
        for one, n in zip(found, counts, strict=True)
    ]
    return np.concatenate(whole)


def _called(parts: list[_Part], counts: list[int]) -> tuple[str, ...]:
    """Return what each example is called where there are several parts, which no number would tell apart."""
    if len(parts) == 1:
        return ()
    return tuple(f"{part.x} {i + 1}" for part, n in zip(parts, counts, strict=True) for i in range(n))


def _told(parts: list[_Part]) -> tuple[str, ...]:
    if len(parts) == 1:
        return ()
    names = ", ".join(part.x for part in parts)
    return (tr("The file has several parts, which are asked one after another: {names}").format(names=names),)


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
