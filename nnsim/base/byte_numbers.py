"""Numbers kept as bytes: an eighth of the memory, and each means what a small table says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.brief import brief

CODES = 256
"""Different bytes."""


@dataclass(frozen=True, eq=False)
class ByteNumbers:
    """Examples of bytes, and the number that each byte stands for.

    An example, flat, falls into equal stretches, such as the channels of a picture; every stretch has a
    row of meanings of its own. Raises ValueError for meanings that do not fit.
    """

    codes: NDArray[np.uint8]
    """Shape (n, *shape), side by side."""
    meanings: NDArray[np.float64]
    """Shape (stretches, 256); they grow with the bytes."""

    def __post_init__(self) -> None:
        codes = np.ascontiguousarray(self.codes, np.uint8).view()
        meanings = np.ascontiguousarray(self.meanings, np.float64).view()
        fits = meanings.ndim == 2 and meanings.shape[1] == CODES and len(meanings)
        if codes.ndim < 2 or not fits or codes[:1].size % len(meanings):
            raise ValueError(f"meanings of shape {meanings.shape} for bytes of shape {codes.shape}")
        for name, array in (("codes", codes), ("meanings", meanings)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __repr__(self) -> str:
        return brief(self)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of examples, then the shape of one."""
        return self.codes.shape

    def taken(self, rows: Any) -> ByteNumbers:
        """Return some of the examples: `rows` is a slice or an array of indices."""
        return ByteNumbers(self.codes[rows], self.meanings)

    def numbers(self, rows: Any = slice(None)) -> NDArray[np.float64]:
        """Return what some of the examples stand for, (n, *shape); of one, given by its index, (*shape)."""
        codes = self.codes[rows]
        each = max(1, int(np.prod(self.shape[1:])))
        return looked_up(codes.reshape(-1, each), self.meanings).reshape(codes.shape)


def looked_up(codes: NDArray[np.uint8], meanings: NDArray[Any]) -> NDArray[Any]:
    """Return what bytes (n, numbers) stand for, in the type of `meanings` (stretches, 256)."""
    if len(meanings) == 1:
        return np.asarray(meanings[0][codes])
    found = np.empty(codes.shape, meanings.dtype)
    length = codes.shape[1] // len(meanings)
    for place, meaning in enumerate(meanings):
        stretch = slice(place * length, (place + 1) * length)
        found[:, stretch] = meaning[codes[:, stretch]]
    return found
