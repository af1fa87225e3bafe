"""NPZ, several NumPy arrays in a zip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from numpy.typing import NDArray

from nnsim.base.arrays_file import ArraysFile
from nnsim.base.errors import NnsimError
from nnsim.base.text import mark
from nnsim.data.container import Container, Found, containers
from nnsim.data.dataset import MOST_NUMBERS


@containers.register
class Npz(Container):
    """A file of ``numpy.savez``, read by `ArraysFile`."""

    key = "npz"
    title = mark("NumPy arrays (NPZ)")
    patterns = ("*.npz",)
    order = 10

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return start.startswith(b"PK")

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        self._file = stack.enter_context(ArraysFile(self.path))
        yield from self._file.names

    def look(self, name: str) -> Found:
        try:
            header = self._file.header(name, MOST_NUMBERS)
        except NnsimError as error:
            return Found(name, why_not=str(error))
        return Found(name, header.shape, header.dtype.kind)

    def _read(self, name: str) -> NDArray[Any]:
        return self._file.array(name, MOST_NUMBERS)
