"""IDX, as MNIST and its relatives come: four files, each with one array."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark
from nnsim.data.arrays.beside import files_beside
from nnsim.data.arrays.idx import array_name, begins_as_idx, read_idx, read_idx_header
from nnsim.data.container import Container, Found, containers


@containers.register
class Idx(Container):
    """The array of the file that was chosen, and those in the files beside it that belong to it.

    Whichever of the four is opened, images and labels of train and t10k are there.
    """

    key = "idx"
    title = mark("IDX, as MNIST")
    patterns = ("*ubyte", "*ubyte.gz", "*.idx", "*.idx.gz")
    order = 60

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return begins_as_idx(start)

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        own = array_name(self.path.name) or self.path.name.removesuffix(".gz").removesuffix(".idx")
        read_idx_header(self.path)
        self._files = files_beside(
            self.path, lambda name: own if name == self.path.name else array_name(name), self._beside
        )
        yield from self._files

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self._files.values())

    @property
    def own(self) -> tuple[str, ...]:
        return self.names[:1]

    def look(self, name: str) -> Found:
        try:
            header = read_idx_header(self._files[name])
        except NnsimError as error:
            return Found(name, why_not=str(error))
        return Found(name, header.shape, header.dtype.kind)

    def _read(self, name: str) -> NDArray[Any]:
        return read_idx(self._files[name])
