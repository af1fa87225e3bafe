"""The fields of a block of lines, by where they stand in its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.intp]

MARGIN = 80
"""Bytes before and behind a block, so that eight can be taken at once wherever a field begins or ends."""
_BLANK = 32


@dataclass(frozen=True, eq=False)
class Cells:
    """Fields of a block: of all its columns and rows, (columns, rows), or some of them, (n,)."""

    data: bytes
    """The block as UTF-8, between two margins."""
    starts: Places
    ends: Places
    """Where each field begins in `data`, and the place behind it."""
    quote: str = ""
    """The quotation mark, doubled within fields; empty where there is none in the block."""

    @property
    def rows(self) -> int:
        """How many rows the block has, or how many fields are chosen."""
        return int(self.starts.shape[-1])

    @property
    def signs(self) -> NDArray[np.uint8]:
        """The bytes of the block."""
        return np.frombuffer(self.data, np.uint8)

    @property
    def eights(self) -> NDArray[np.uint64]:
        """The eight bytes from each place on, the first of them lowest."""
        return np.ndarray((len(self.data) - 7,), np.dtype("<u8"), self.data, 0, (1,))

    def columns(self, places: Sequence[int]) -> Cells:
        """Return the fields of some columns, without marks and blanks around them."""
        return replace(self, starts=self.starts[places], ends=self.ends[places]).bare()

    def chosen(self, which: Any) -> Cells:
        """Return the fields that an index or a mask chooses, as (n,)."""
        return replace(self, starts=self.starts[which].reshape(-1), ends=self.ends[which].reshape(-1))

    def texts(self) -> list[str]:
        """Return the fields (n,) as texts."""
        data = self.data
        found = [data[i:j].decode() for i, j in zip(self.starts.tolist(), self.ends.tolist(), strict=True)]
        return [text.replace(2 * self.quote, self.quote) for text in found] if self.quote else found

    def bare(self) -> Cells:
        """Return the fields without quotation marks, then without blanks around them."""
        starts, ends, signs = self.starts, self.ends, self.signs
        if self.quote:
            marked = (signs[starts] == ord(self.quote)) & (starts < ends)
            starts, ends = starts + marked, ends - marked
        if b" " in self.data:
            while (blank := (signs[starts] == _BLANK) & (starts < ends)).any():
                starts = starts + blank
            while (blank := (signs[ends - 1] == _BLANK) & (starts < ends)).any():
                ends = ends - blank
        return replace(self, starts=starts, ends=ends)
