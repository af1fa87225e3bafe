"""The axes of one example: which is the channels', and how it becomes the shape that is wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from operator import mul
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.notes import Note, Switch

Channels = Literal["auto", "first", "last"]
Shape = tuple[int, ...]

_MOST_COLOURS = 4
"""Grey, grey with alpha, red-green-blue, with alpha."""


def arranged(
    name: str, x: NDArray[Any], wanted: Shape, channels: Channels
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return examples in the shape that is wanted, channels first, and notes on what was done.

    Parameters
    ----------
    name
        Of the array, for people.
    x
        Shape (n, *shape of one example in the file).
    wanted
        Shape of one example; empty for the file's, with channels first.
    channels
        Where pictures of three axes have their channels in the file; ``auto`` recognises it.

    Returns
    -------
    array (n, *shape), notes

    Raises
    ------
    NnsimError
        When an example has another number of values than wanted, or its axes would be mixed up.
    """
    found = x.shape[1:]
    if wanted and math.prod(wanted) != math.prod(found):
        raise NnsimError(
            tr("An example in “{name}” has the shape {found}, which cannot become {wanted}.").format(
                name=name, found=_shown(found), wanted=_shown(wanted)
            )
        )
    if len(found) == 1 and len(wanted) == 3:
        return _from_flat(x, wanted, channels)
    notes: tuple[str, ...] = ()
    if len(found) == 3 and _are_last(found, wanted, channels):
        x = np.moveaxis(x, -1, 1)
        notes = (
            tr("Channels were last: {found} became {now}").format(
                found=_shown(found), now=_shown(x.shape[1:])
            ),
        )
    elif len(found) == 2 and not wanted and x.dtype == np.uint8:
        picture, flat = (1, *found), (math.prod(found),)
        notes = (
            Note(
                tr("For convolutions, set the shape of one example to {shape}").format(shape=_shown(picture)),
                *(Switch(_shown(shape), (("example_shape", shape),)) for shape in (picture, flat)),
            ),
        )
    elif len(found) == 3 and channels == "auto":
        notes = _doubtful(found, wanted)
    shape = wanted or x.shape[1:] or (1,)
    if not _keeps_axes(x.shape[1:], shape):
        raise NnsimError(
            tr(
                "An example in “{name}” has the shape {found}; as {wanted} its axes would be mixed up. "
                "Choose a shape that joins or splits neighbours, or another order of channels."
            ).format(name=name, found=_shown(found), wanted=_shown(shape))
        )
    return x.reshape(len(x), *shape), notes


def _from_flat(x: NDArray[Any], wanted: Shape, channels: Channels) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Return flat examples as pictures (channels, height, width)."""
    count, height, width = wanted
    if channels == "last":
        pictures = np.moveaxis(x.reshape(len(x), height, width, count), -1, 1)
        return pictures, (tr("Read as height × width × channels, channels last"),)
    notes: tuple[str, ...] = ()
    if channels == "auto":
        notes = (_read_as_first(),) if 1 < count <= _MOST_COLOURS else _doubtful(wanted, wanted)
    return x.reshape(len(x), *wanted), notes


def _doubtful(found: Shape, wanted: Shape) -> tuple[str, ...]:
    """Return what to say of three axes that stay as they are, though the last may be the channels'."""
    first, height, last = found
    if not wanted and 1 < first <= _MOST_COLOURS and 1 < last <= _MOST_COLOURS:
        return (_read_as_first(),)
    if wanted == found and first > _MOST_COLOURS >= last > 1:
        text = tr(
            "Read as {n} channels of {size}; where these are pictures with channels last, "
            "set the shape of one example to {shape}, and say so"
        )
        shape = (last, first, height)
        said = text.format(n=first, size=_shown((height, last)), shape=_shown(shape))
        return (Note(said, Switch(tr("Channels last"), (("example_shape", shape), ("channels", "last")))),)
    return ()


def _read_as_first() -> Note:
    return Note(
        tr("Read as channels × height × width; where channels come last in the file, say so"),
        Switch(tr("Channels last"), (("channels", "last"),)),
    )


def _are_last(found: Shape, wanted: Shape, channels: Channels) -> bool:
    """Return whether the last of three axes is the channels', and must become the first."""
    first, middle, last = found
    moved = (last, first, middle)
    if channels == "last":
        return wanted != found or wanted == moved
    if channels == "first" or wanted:
        # A list of numbers is wanted in the order of the file, as `reshape` of NumPy gives it.
        return channels == "auto" and wanted == moved != found
    if first <= _MOST_COLOURS < last:
        return False
    if last <= _MOST_COLOURS < first:
        return True
    # Where both could be colours, pictures are rather square than not.
    return last <= _MOST_COLOURS and first == middle != last


def _keeps_axes(old: Shape, new: Shape) -> bool:
    """Return whether `new` only joins or splits neighbouring axes of `old`, and so scrambles nothing."""
    ours, theirs = _borders(old), _borders(new)
    return ours <= theirs or theirs <= ours


def _borders(shape: Sequence[int]) -> set[int]:
    """Return after how many values, counted from the last axis, an axis ends; axes of one value have none."""
    return set(accumulate(reversed(shape), mul)) | {1}


def _shown(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape)) or "1"
