"""Codes in the data: checked before training wherever they reach a layer that takes nothing else."""

from __future__ import annotations

import math

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.prepared import Prepared
from nnsim.data.summary import column_name
from nnsim.engine.network import Network
from nnsim.engine.stage import Stage, carries_data


def refuse_what_is_no_code(network: Network, prepared: Prepared) -> None:
    """Raise NnsimError for the first number that reaches a layer of codes and is none, with row and column.

    Only numbers that come from the data as they are can be blamed on the data; a layer behind
    others that compute takes the nearest code.
    """
    by_id = {stage.id: stage for stage in network.stages}
    for stage in network.stages:
        if stage.layer.codes is not None and carries_data(by_id, stage.sources[0]):
            for part in ("train", "validation", "test"):
                _check_part(network, prepared, stage, stage.layer.codes, part)


def _check_part(network: Network, prepared: Prepared, stage: Stage, codes: int, part: str) -> None:
    inputs = getattr(prepared, part).inputs
    if not len(inputs):
        return
    values = network.predict(inputs, [stage.sources[0]])[0]
    bad = (values != np.rint(values)) | (values < 0) | (values >= codes)
    if not bad.any():
        return
    row, place = (int(i) for i in np.argwhere(bad)[0])
    # Numbers that are their own columns, sent the same way, tell which column arrives where.
    numbered = np.arange(math.prod(prepared.shape), dtype=np.float64).reshape(1, *prepared.shape)
    column = int(network.predict(numbered, [stage.sources[0]])[0][0, place])
    at = tuple(int(i) for i in np.unravel_index(column, prepared.shape))
    dealt = getattr(prepared.rows, part)
    raise NnsimError(
        _sentence(
            stage.name,
            codes - 1,
            # Rows that steps made of others stand behind those, once around or several times.
            row=f"{dealt[row % len(dealt)] + 1:,}",
            value=f"{values[row, place]:g}",
            column=column_name(prepared.dataset, np.array(at, np.int64)),
            scaled=_is_scaled(prepared, at),
            measured=not _raw(prepared, at, float(values[row, place])).is_integer(),
        )
    )


def _is_scaled(prepared: Prepared, at: tuple[int, ...]) -> bool:
    """Return whether the input at `at` is not what the source gave."""
    shift, scale = (
        np.broadcast_to(a, prepared.shape) for a in (prepared.scaler.shift, prepared.scaler.scale)
    )
    return bool(shift[at] != 0 or scale[at] != 1)


def _raw(prepared: Prepared, at: tuple[int, ...], value: float) -> float:
    """Return what the source gave for a scaled `value`, free of what rounding does to it."""
    shift, scale = (
        np.broadcast_to(a, prepared.shape) for a in (prepared.scaler.shift, prepared.scaler.scale)
    )
    return round(value * float(scale[at]) + float(shift[at]), 4)


def _sentence(
    layer: str, most: int, *, row: str, value: str, column: str, scaled: bool, measured: bool
) -> str:
    if measured:
        return tr(
            "{layer} looks up codes, whole numbers from 0 to {most}, and row {row} has {value} in “{column}”."
            " Correct it, or put Dense in its place, which takes measurements."
        ).format(layer=layer, most=f"{most:,}", row=row, value=value, column=column)
    if scaled:
        return tr(
            "{layer} takes whole numbers from 0 to {most}, and scaling makes others of “{column}”. Set the"
            " scaling of inputs to none on the Data page."
        ).format(layer=layer, most=f"{most:,}", column=column)
    return tr(
        "{layer} takes whole numbers from 0 to {most}, and row {row} has {value} in “{column}”. Correct it, or"
        " give the layer a larger vocabulary."
    ).format(layer=layer, most=f"{most:,}", row=row, value=value, column=column)
