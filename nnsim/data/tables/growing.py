"""An array that grows at its end, without a copy of all pieces when they are put together."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

S = TypeVar("S", bound=np.generic)


class Growing(Generic[S]):
    """Numbers of one kind, one piece after the other."""

    def __init__(self, kind: type[S]) -> None:
        self._room: NDArray[S] = np.empty(0, kind)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, piece: NDArray[S]) -> None:
        """Add numbers (n,)."""
        end = self._length + len(piece)
        if end > len(self._room):
            # What is not written to yet takes no memory.
            room = np.empty(max(end, 2 * len(self._room)), self._room.dtype)
            room[: self._length] = self._room[: self._length]
            self._room = room
        self._room[self._length : end] = piece
        self._length = end

    def array(self) -> NDArray[S]:
        """Return all numbers, as a view."""
        return self._room[: self._length]
