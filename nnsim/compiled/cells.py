"""Cells of recurrent layers: what each computes at one time is one loop in C.

The arguments are those of the engine's functions (`nnsim.engine.layers.lstm`, `nnsim.engine.layers.gru`);
what is only a view of another one, or room to work in, C has no need of.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.primitives import check_apart
from nnsim.compiled.table import Table


@dataclass(frozen=True, eq=False)
class Cell:
    """Encodes a function of a cell.

    Parameters
    ----------
    name
        What it is called here and in C.
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

    name: str
    arguments: Sequence[int]
    one: int
    over_time: bool
    written: set[int]
    blocks: Mapping[int, int] = field(default_factory=dict)
    last: int | None = None

    def __call__(self, table: Table, *given: np.ndarray) -> None:
        """Append the function of the arguments `given`; raises NotEncodableError where C cannot do it."""
        has_last = self.last is not None and len(given) > self.last
        places = [*self.arguments, *([self.last] if self.last is not None and has_last else [])]
        one, times, count = self._sizes(given, table.item)
        for place in places:
            self._check(given[place], one, times, count * self.blocks.get(place, 1))
        check_apart(self.name, {place: given[place] for place in places}, self.written)
        # What is missing has a place all the same, at which C does not look.
        taken = [given[place] for place in places] + ([one] if self.last is not None and not has_last else [])
        words: list[int] = []
        for array in taken:
            words += [table.at(array), array.strides[0] if self.over_time else 0]
        table.add(self.name, one.itemsize, count, times, int(has_last), *words)

    def _sizes(self, given: Sequence[np.ndarray], item: int) -> tuple[np.ndarray, int, int]:
        """Return the argument that is one block at a time, how many times there are, and the numbers of a block."""
        one = given[self.one]
        times = len(one) if self.over_time else 1
        if one.dtype != np.dtype(f"f{item}") or not times:
            raise NotEncodableError(f"{self.name} of {one.dtype}")
        return one, times, math.prod(one.shape[self.over_time :])

    def _check(self, array: np.ndarray, one: np.ndarray, times: int, count: int) -> None:
        block = array[0] if self.over_time else array
        if not block.flags.c_contiguous or array.dtype != one.dtype:
            raise NotEncodableError(f"{self.name} of numbers that lie apart")
        if block.size != count or (self.over_time and len(array) != times):
            raise NotEncodableError(f"{self.name} of other sizes")


LSTM_FORWARD = Cell(
    "lstm_forward",
    (0, 1, 5, 10, 11, 12),
    one=6,
    over_time=False,
    written={0, 1, 5, 10, 11, 12},
    blocks={0: 3, 1: 3, 5: 2},
)
LSTM_FACTORS = Cell(
    "lstm_factors",
    (0, 3, 4, 7, 8, 9, 10),
    one=1,
    over_time=True,
    written={8, 9, 10},
    blocks={0: 3, 3: 3, 4: 3, 8: 3},
)
LSTM_BACKWARD = Cell("lstm_backward", range(13), one=0, over_time=False, written=set(range(7, 13)), last=13)
GRU_FORWARD = Cell(
    "gru_forward",
    (0, 1, 5, 6, 7, 8, 9, 10),
    one=3,
    over_time=False,
    written={0, 1, 6, 7, 10},
    blocks={0: 2, 1: 2},
)
GRU_FACTORS = Cell(
    "gru_factors",
    (0, 1, 5, 6, 7, 9, 10, 11, 12, 13),
    one=3,
    over_time=True,
    written={9, 10, 11, 12, 13},
    blocks={0: 2, 1: 2},
)
