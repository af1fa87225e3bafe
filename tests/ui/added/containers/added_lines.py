"""A kind of file with an array that is not part of the program: numbers in lines behind a word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.text import mark
from nnsim.data.container import Container, Found, containers


@containers.register
class Added(Container):
    """One table."""

    key = "added"
    title = mark("Added lines")
    patterns = ("*.added",)

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return start.startswith(b"ADDED")

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        lines = self.path.read_text().removeprefix("ADDED").splitlines()
        self._table = np.array([[float(word) for word in line.split()] for line in lines])
        yield "table"

    def look(self, name: str) -> Found:
        return Found(name, self._table.shape, "f")

    def _read(self, name: str) -> NDArray[Any]:
        return self._table
