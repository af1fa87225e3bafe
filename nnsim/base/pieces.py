"""Work that is done in pieces, so that whoever does it can look around in between."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
Pieces: TypeAlias = Generator[None, None, T]
"""Yields after every piece, and returns what comes of all of them."""

_FEW, _PATIENCE = 4, 0.05
"""Pieces that are done in one go unless they take so many seconds: what is small is done at once on any machine."""


class Piecework(Generic[T]):
    """Work that is under way.

    Pieces may be done in different threads, one at a time.
    """

    def __init__(self, pieces: Pieces[T]) -> None:
        self._pieces = pieces
        self._found: list[T] = []

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return bool(self._found)

    def begin(self, seconds: float) -> bool:
        """Do the first pieces, for about so long; return whether it is done. A few are done on a busy machine, too."""
        end = time.perf_counter() + _PATIENCE
        for _ in range(_FEW):
            if self.go_on(0.0) or time.perf_counter() > end:
                return self.is_done
        return self.go_on(seconds)

    def go_on(self, seconds: float) -> bool:
        """Do a piece, and more until so many seconds have passed; return whether it is done."""
        end = time.perf_counter() + seconds
        while not self.is_done:
            try:
                next(self._pieces)
            except StopIteration as done:
                self._found.append(done.value)
            if time.perf_counter() >= end:
                break
        return self.is_done

    def result(self) -> T:
        """Do what is left, and return what came of it."""
        while not self.is_done:
            self.go_on(60.0)
        return self._found[0]
