"""Any data with two inputs as points that can be painted on."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.data_settings import DataSettings
from nnsim.data.painting.painting import MOST_CLASSES, MOST_NUMBERS, MOST_POINTS, Painting
from nnsim.data.prepared import Prepared
from nnsim.data.sources.painted import Painted
from nnsim.data.split import part_of_number
from nnsim.data.transforms import fit_scaler

_HALF_SPAN = 2.0


@dataclass(frozen=True)
class PaintedCopy:
    """What can be painted on, and a sentence where it is not all there was."""

    source: Painted
    note: str = ""


def why_not_painted(prepared: Prepared) -> str:
    """Return a sentence that says why nobody can paint on these data; empty when one can."""
    if prepared.columns.shape != (2,):
        return tr("Points are painted on data with two inputs. Choose such data, or Painted points.")
    if prepared.classes > MOST_CLASSES:
        return tr(
            "There are brushes for at most {n} classes. Choose data with fewer, or Painted points."
        ).format(n=MOST_CLASSES)
    if prepared.task == "regression" and len(prepared.target_names) > 1:
        return tr("Points are painted with a single value. Choose data with one target, or Painted points.")
    return ""


def as_painted(prepared: Prepared, settings: DataSettings) -> PaintedCopy:
    """Return `prepared`, the examples of `settings`, as painted points in raw units, sampled where there are many.

    With the same settings every point stays in its part and is scaled as it was: the number that says so is chosen
    for it. Rows of a test part that came with data that deal none themselves are left out.

    Raises
    ------
    NnsimError
        When the data have no two inputs, more classes than brushes, or several targets.
    """
    if isinstance(settings.source, Painted):
        return PaintedCopy(settings.source)
    why = why_not_painted(prepared)
    if why:
        raise NnsimError(why)
    dataset = prepared.columns
    rows, parts = _sampled(prepared)
    of_values = dataset.task == "regression"
    kinds = np.zeros(len(rows), np.int64) if of_values else dataset.targets[rows].astype(np.int64)
    numbers = _numbers(kinds, parts, settings) if not dataset.whole else _in_order(kinds)
    placed = numbers >= 0
    rows, kinds, numbers = rows[placed], kinds[placed], numbers[placed]
    at = dataset.values(rows) if prepared.has_origin else _filled(prepared, rows)
    values = dataset.targets[rows, 0].astype(np.float64) if of_values else np.zeros(len(rows))
    painting = Painting(at, kinds, values, numbers).ordered()
    shift, scale = _scaling(prepared)
    low, high = shift - _HALF_SPAN * scale, shift + _HALF_SPAN * scale
    source = Painted(
        points=painting.text(values=of_values),
        names=", ".join(_plain(name) for name in dataset.target_names),
        task="regression" if of_values else "classes",
        inputs=", ".join(_plain(name) for name in dataset.input_names),
        x1_low=float(low[0]),
        x1_high=float(high[0]),
        x2_low=float(low[1]),
        x2_high=float(high[1]),
        everywhere=dataset.whole,
        origin=dataset.title[:200],
    )
    total = sum(len(part) for part in _parts(prepared))
    if len(painting) == total:
        return PaintedCopy(source)
    note = tr("{n} of the {total} points are there to be painted on.")
    return PaintedCopy(source, note.format(n=f"{len(painting):,}", total=f"{total:,}"))


def _plain(name: str) -> str:
    """Return a name that can stand in a list with commas."""
    return name.replace(",", " ").strip()


def _parts(prepared: Prepared) -> list[NDArray[np.int64]]:
    """Return the rows of each part, those of a whole set once."""
    rows = prepared.rows
    return [rows.train] if prepared.dataset.whole else [rows.train, rows.validation, rows.test]


def _sampled(prepared: Prepared) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return at most as many rows as can be painted on, spread over each part, and the part of each."""
    parts = _parts(prepared)
    share = min(1.0, MOST_POINTS / sum(map(len, parts)))
    rows, of = [], []
    for place, part in enumerate(parts):
        count = int(len(part) * share)
        rows.append(part[np.linspace(0, len(part), count, endpoint=False).astype(np.intp)])
        of.append(np.full(count, place, np.int64))
    return np.concatenate(rows), np.concatenate(of)


def _numbers(kinds: NDArray[np.int64], parts: NDArray[np.int64], settings: DataSettings) -> NDArray[np.int64]:
    """Return a number for each row that sends it to its part; −1 where none does."""
    dealt = part_of_number(
        np.arange(MOST_NUMBERS), settings.validation_share, settings.test_share, settings.seed
    ).tolist()
    numbers = np.full(len(kinds), -1, np.int64)
    for kind in np.unique(kinds).tolist():
        waiting = [deque(np.flatnonzero((kinds == kind) & (parts == part)).tolist()) for part in range(3)]
        for number, part in enumerate(dealt):
            if waiting[part]:
                numbers[waiting[part].popleft()] = number
            elif not any(waiting):
                break
    return numbers


def _in_order(kinds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each row how many of its class stand before it."""
    numbers = np.zeros(len(kinds), np.int64)
    for kind in np.unique(kinds).tolist():
        numbers[kinds == kind] = np.arange(int((kinds == kind).sum()))
    return numbers


def _scaling(prepared: Prepared) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return shift and scale of the two columns that are painted on, as the network has them where it gets them."""
    shift, scale = (
        np.broadcast_to(a, prepared.shape).astype(float)
        for a in (prepared.scaler.shift, prepared.scaler.scale)
    )
    names = prepared.columns.input_names
    if set(names) <= set(prepared.input_names):
        places = [prepared.input_names.index(name) for name in names]
        return shift[places], scale[places]
    if not shift.any() and (scale == 1).all():
        return np.zeros(2), np.ones(2)
    own = fit_scaler("standardize", prepared.columns.values(prepared.rows.train))
    return own.shift, own.scale


def _filled(prepared: Prepared, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return some rows in the units of the source, with whatever was missing filled."""
    parts = (prepared.train, prepared.validation, prepared.test)
    inputs = np.concatenate([part.values() for part in parts])
    return prepared.scaler.invert(inputs)[_places(prepared, rows)]


def _places(prepared: Prepared, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where `rows` of the data stand in `_inputs`."""
    order = np.concatenate([prepared.rows.train, prepared.rows.validation, prepared.rows.test])
    where = np.zeros(len(prepared.dataset), np.int64)
    where[order] = np.arange(len(order))
    return where[rows]
