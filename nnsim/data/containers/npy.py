"""NPY, one NumPy array a file: x.npy, with y.npy beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nnsim.base.atomic import why_not_read
from nnsim.base.errors import NnsimError
from nnsim.base.npy import LONGEST_START, Header, from_npy, read_header, wrong_size
from nnsim.base.reading import open_file
from nnsim.base.text import mark, tr
from nnsim.data.arrays.beside import files_beside
from nnsim.data.container import Container, Found, containers
from nnsim.data.dataset import MOST_NUMBERS


@containers.register
class Npy(Container):
    """The array of the file that was chosen, and those in the files beside it that belong to it."""

    key = "npy"
    title = mark("NumPy array (NPY)")
    patterns = ("*.npy",)
    order = 20

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return start.startswith(b"\x93NUMPY")

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        self._files = files_beside(self.path, _stem, self._beside)
        yield from self._files

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self._files.values())

    @property
    def own(self) -> tuple[str, ...]:
        return self.names[:1]

    def look(self, name: str) -> Found:
        try:
            header = self._header(name)
        except NnsimError as error:
            return Found(name, why_not=str(error))
        return Found(name, header.shape, header.dtype.kind)

    def _header(self, name: str) -> Header:
        path = self._files[name]
        with open_file(path) as file:
            try:
                size = os.fstat(file.fileno()).st_size
                header = read_header(file.read(LONGEST_START), self._what(name), MOST_NUMBERS)
            except OSError as error:
                raise why_not_read(error, path) from error
        if header.end != size:
            raise wrong_size(self._what(name))
        return header

    def _read(self, name: str) -> NDArray[Any]:
        path, header = self._files[name], self._header(name)
        with open_file(path) as file:
            try:
                data = file.read(header.end)
            except OSError as error:
                raise why_not_read(error, path) from error
        return from_npy(data, self._what(name), MOST_NUMBERS)

    def _what(self, name: str) -> str:
        return tr("The array in {file}").format(file=self._files[name].name)


def _stem(name: str) -> str | None:
    return Path(name).stem if name.lower().endswith(".npy") else None
