"""What arrays of a file say of each row: how much it counts, to whom it belongs, when it was, how long it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.arrays.names import of_rows
from nnsim.data.container import Container
from nnsim.data.dataset import Floats
from nnsim.data.notes import Note, Switch

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rows:
    """What is known of each row; None for what is not, as in a `Dataset`."""

    weights: Floats | None = None
    groups: Whole | None = None
    moments: Floats | None = None
    lengths: Whole | None = None
    notes: tuple[Note, ...] = ()


def rows_in(
    file: Container, x: str, taken: tuple[str, ...], shape: tuple[int, ...], held: tuple[int, int]
) -> Rows:
    """Return what other arrays of a file say of the rows of `x`.

    Parameters
    ----------
    file
        An open file.
    x, taken
        The array of inputs, and all that are inputs or targets.
    shape
        Of the inputs as the network gets them, (n, *shape of one example).
    held
        How many of them at the end are those of the part for validation, and of the test part behind it.

    Raises
    ------
    NnsimError
        When a weight is negative or none is above 0, a moment is no number, a length is none, or a mask has
        no real time, or has some behind its padding.
    """
    count, known = shape[0] - sum(held), of_rows(x, [name for name in file.names if name not in taken])
    found: dict[str, Any] = {}
    used: list[tuple[str, str]] = []
    for kind, (name, *others) in known.items():
        train = _of_rows(file, name, kind, count, shape)
        if train is None or (kind == "mask" and "lengths" in found):
            continue
        pieces = [train]
        for other, length in zip(others, held, strict=True):
            own = _of_rows(file, other, kind, length, shape) if length and other else None
            if own is None and length:
                own = _stand_in(kind, train, length, shape)
            pieces += [] if own is None else [own]
        values = np.concatenate(pieces)
        found["lengths" if kind == "mask" else kind] = _checked(kind, name, values, shape)
        used.append((kind, name))
    return Rows(**found, notes=tuple(_told(used)))


def _of_rows(
    file: Container, name: str, kind: str, count: int, shape: tuple[int, ...]
) -> NDArray[Any] | None:
    """Return an array with one value a row, or one a time of each row for a mask; None when it is no such one."""
    looked = file.look(name)
    kinds = "iufbUS" if kind == "groups" else "iufb"
    wanted = [(count,), (count, 1), (1, count)]
    if kind in ("mask", "lengths") and len(shape) != 3:
        return None
    if kind == "mask":
        wanted = [(count, shape[1]), (count, shape[1], 1)]
    if looked.why_not or looked.kind not in kinds or looked.shape not in wanted:
        return None
    values = file.array(name)
    return values.reshape(count, -1) if kind == "mask" else values.reshape(count)


def _stand_in(kind: str, train: NDArray[Any], count: int, shape: tuple[int, ...]) -> NDArray[Any]:
    """Return what to take for a part of a file that says nothing of it: what changes nothing there."""
    if kind == "groups":
        return np.repeat(train[:1], count)
    if kind == "mask":
        return np.ones((count, shape[1]), train.dtype)
    value = {"weights": 1, "lengths": shape[1] if len(shape) == 3 else 1, "moments": train.max()}[kind]
    return np.full(count, value, train.dtype)


def _checked(kind: str, name: str, values: NDArray[Any], shape: tuple[int, ...]) -> Floats | Whole:
    """Return the values as a Dataset keeps them; raises NnsimError for those that mean nothing."""
    if kind == "groups":
        return np.unique(values, return_inverse=True)[1].reshape(-1).astype(np.int64)
    if kind == "mask":
        return _lengths_of_mask(name, values)
    good = np.isfinite(values)
    if kind == "weights":
        good &= values >= 0
    elif kind == "lengths":
        good &= (values >= 1) & (values <= shape[1]) & (values == np.floor(values))
    if not good.all():
        row = int(np.flatnonzero(~good)[0])
        text = {
            "weights": tr("Row {row} has {value} in “{name}”; how much a row counts must be at least 0."),
            "moments": tr("Row {row} has {value} in “{name}”; a time must be a number."),
            "lengths": tr("Row {row} has {value} in “{name}”; a length must be from 1 to {most}."),
        }[kind]
        raise NnsimError(text.format(row=f"{row + 1:,}", value=values[row], name=name, most=shape[1]))
    if kind == "weights" and not values.any():
        raise NnsimError(tr("“{name}” is 0 in every row, so none would count.").format(name=name))
    return values.astype(np.int64) if kind == "lengths" else values.astype(np.float64)


def _lengths_of_mask(name: str, mask: NDArray[Any]) -> Whole:
    """Return how many times of each sequence are real: 1 (or true) before 0, as in ``1 1 1 0 0``."""
    real = mask != 0
    lengths: Whole = real.sum(1).astype(np.int64)
    if (lengths == 0).any():
        row = int(np.flatnonzero(lengths == 0)[0])
        raise NnsimError(
            tr("Row {row} of “{name}” leaves no time of its sequence. Leave the row out.").format(
                row=f"{row + 1:,}", name=name
            )
        )
    if (real != (np.arange(mask.shape[1]) < lengths[:, np.newaxis])).any():
        raise NnsimError(
            tr(
                "“{name}” has real times behind its padding. Put the padding at the end of each sequence."
            ).format(name=name)
        )
    return lengths


def _told(used: list[tuple[str, str]]) -> Iterator[Note]:
    texts = {
        "weights": tr("How much each row counts: “{name}”"),
        "groups": tr("Which rows belong together: “{name}”"),
        "moments": tr("When each row was: “{name}”"),
        "lengths": tr("How long each sequence is, without its padding: “{name}”"),
        "mask": tr("How long each sequence is, without its padding: “{name}”"),
    }
    for kind, name in used:
        yield Note(texts[kind].format(name=name), Switch(tr("Ignore"), (("use_rows", False),)))
