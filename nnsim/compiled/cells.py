"""Cells of recurrent layers: what each computes at one time is one loop in C.

The arguments are those of the engine's functions (`nnsim.engine.layers.lstm`, `nnsim.engine.layers.gru`);
what is only a view of another one, or room to work in, C has no need of.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.primitives import check_apart
from nnsim.compiled.table import Table

Encoder = Callable[..., None]


def cell(
    name: str,
    arguments: Sequence[int],
    *,
    one: int,
    over_time: bool,
    written: set[int],
    blocks: Mapping[int, int] | None = None,
    last: int | None = None,
) -> Encoder:
    """Return what encodes a function of a cell.

    Parameters
    ----------
    arguments
        Places of the arguments that C takes, in its order.
    one
        Place of one that is a single block, (units, batch), at every time.
    over_time
        Whether all arrays have time as their first axis.
    written
        Places of the arguments that are written.
    blocks
        Of how many blocks side by side an argument is, by place, where it is not one.
    last
        Place of an argument that may be missing; it comes last in C.
    """

    def encode(table: Table, *given: np.ndarray) -> None:
        taken = [given[place] for place in arguments]
        times = len(given[one]) if over_time else 1
        count = math.prod(given[one].shape[over_time:])
        has_last = last is not None and len(given) > last
        if last is not None:
            taken.append(given[last] if has_last else given[one])
        if given[one].dtype != np.dtype(f"f{table.item}") or not times:
            raise NotEncodableError(f"{name} of {given[one].dtype}")
        used = {place: given[place] for place in arguments}
        if last is not None and has_last:
            used[last] = given[last]
        for place, array in used.items():
            block = array[0] if over_time else array
            if not block.flags.c_contiguous or array.dtype != given[one].dtype:
                raise NotEncodableError(f"{name} of numbers that lie apart")
            if block.size != count * (blocks or {}).get(place, 1) or (over_time and len(array) != times):
                raise NotEncodableError(f"{name} of other sizes")
        check_apart(name, used, written)
        words: list[int] = []
        for array in taken:
            words += [table.at(array), array.strides[0] if over_time else 0]
        table.add(name, given[one].itemsize, count, times, int(has_last), *words)

    return encode


LSTM_FORWARD = cell(
    "lstm_forward",
    (0, 1, 5, 10, 11, 12),
    one=6,
    over_time=False,
    written={0, 1, 5, 10, 11, 12},
    blocks={0: 3, 1: 3, 5: 2},
)
LSTM_FACTORS = cell(
    "lstm_factors",
    (0, 3, 4, 7, 8, 9, 10),
    one=1,
    over_time=True,
    written={8, 9, 10},
    blocks={0: 3, 3: 3, 4: 3, 8: 3},
)
LSTM_BACKWARD = cell("lstm_backward", range(13), one=0, over_time=False, written=set(range(7, 13)), last=13)
GRU_FORWARD = cell(
    "gru_forward",
    (0, 1, 5, 6, 7, 8, 9, 10),
    one=3,
    over_time=False,
    written={0, 1, 6, 7, 10},
    blocks={0: 2, 1: 2},
)
GRU_FACTORS = cell(
    "gru_factors",
    (0, 1, 5, 6, 7, 9, 10, 11, 12, 13),
    one=3,
    over_time=True,
    written={9, 10, 11, 12, 13},
    blocks={0: 2, 1: 2},
)
