"""Inputs that stay bytes until a batch is fetched: to a program they are rows of numbers like any others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnsim.base.byte_numbers import CODES, ByteNumbers, looked_up


class ByteRows:
    """Rows of one input stage, (n, size + 1) in the dtype of a network, the last column ones.

    Each number is what casting the meaning of its byte gives, so a network sees the same bits as of rows
    that were written down.

    Parameters
    ----------
    given
        The examples.
    columns
        Which of their numbers, flat, the stage takes; None: all.

    Attributes
    ----------
    codes
        (n, size) uint8, side by side.
    meanings
        (stretches, 256) in the dtype of the network: what the bytes of each stretch of a row stand for.
    """

    def __init__(self, given: ByteNumbers, columns: Sequence[int] | None, dtype: np.dtype[Any]) -> None:
        flat = given.codes.reshape(len(given), -1)
        meanings = given.meanings.astype(dtype)
        if columns is not None:
            if len(meanings) > 1:
                meanings = meanings[np.array(columns) // (flat.shape[1] // len(meanings))]
            flat = np.ascontiguousarray(flat[:, list(columns)])
        self.codes, self.meanings, self.dtype = flat, meanings, dtype

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows, and of the numbers of one with the 1 behind them."""
        return len(self.codes), self.codes.shape[1] + 1

    @property
    def size(self) -> int:
        """Numbers of all rows."""
        return self.shape[0] * self.shape[1]

    def __getitem__(self, rows: Any) -> np.ndarray:
        codes = self.codes[rows]
        found = np.ones((len(codes), codes.shape[1] + 1), self.dtype)
        found[:, :-1] = looked_up(codes, self.meanings)
        return found

    def take(self, rows: np.ndarray, axis: int, out: np.ndarray, mode: str) -> np.ndarray:
        """Write some rows into `out`, as `ndarray.take` of rows that were written down does."""
        codes = self.codes.take(rows, axis, None, mode)  # type: ignore[call-overload]
        out[:, :-1] = looked_up(codes, self.meanings)
        out[:, -1] = 1
        return out

    @property
    def stretch(self) -> int:
        """Numbers of a row that have their meanings in common."""
        return self.codes.shape[1] // (self.meanings.size // CODES)


Rows = np.ndarray | ByteRows
"""What an input stage is fed from: numbers, or bytes that stand for them."""
Fed = dict[str, Rows]
"""Rows for each input stage, by its id."""


def fed_rows(inputs: np.ndarray | ByteNumbers, columns: Sequence[int] | None, dtype: np.dtype[Any]) -> Rows:
    """Return `inputs` (n, *shape) as an input stage takes them: (n, size + 1), the last column ones."""
    if isinstance(inputs, ByteNumbers):
        return ByteRows(inputs, columns, dtype)
    flat = np.asarray(inputs).reshape(len(inputs), -1)
    chosen = flat if columns is None else flat[:, list(columns)]
    rows = np.ones((len(flat), chosen.shape[1] + 1), dtype)
    rows[:, :-1] = chosen
    return rows
