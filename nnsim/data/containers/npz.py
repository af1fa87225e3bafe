"""NPZ, several NumPy arrays in a zip; or one array a file, with others beside it: imgs.npz and labels.npz."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nnsim.base.arrays_file import ArraysFile
from nnsim.base.errors import NnsimError
from nnsim.base.text import mark
from nnsim.data.arrays.beside import files_beside
from nnsim.data.container import Container, Found, containers
from nnsim.data.dataset import MOST_NUMBERS


@containers.register
class Npz(Container):
    """A file of ``numpy.savez``, read by `ArraysFile`; of files with one array each those that belong together."""

    key = "npz"
    title = mark("NumPy arrays (NPZ)")
    patterns = ("*.npz",)
    order = 10

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return start.startswith(b"PK")

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        own = stack.enter_context(ArraysFile(self.path))
        self._arrays = {name: (own, name) for name in own.names}
        self._paths: tuple[Path, ...] = (self.path,)
        if len(own.names) == 1:
            self._join(stack, own)
        yield from self._arrays

    def _join(self, stack: ExitStack, own: ArraysFile) -> None:
        """Take the arrays of files beside that hold one each and belong to this one, all by the names of their files."""
        (stem, _), *others = files_beside(self.path, _stem, self._beside).items()
        joined = {stem: (own, own.names[0])}
        paths = [self.path]
        for name, path in others:
            try:
                other = stack.enter_context(ArraysFile(path))
            except NnsimError:
                continue
            if len(other.names) == 1:
                joined[name] = other, other.names[0]
                paths.append(path)
        if len(joined) > 1:
            self._arrays, self._paths = joined, tuple(paths)

    @property
    def files(self) -> tuple[Path, ...]:
        return self._paths

    @property
    def own(self) -> tuple[str, ...]:
        return self.names if len(self._paths) == 1 else self.names[:1]

    def look(self, name: str) -> Found:
        file, own = self._arrays[name]
        try:
            header = file.header(own, MOST_NUMBERS)
        except NnsimError as error:
            return Found(name, why_not=str(error))
        return Found(name, header.shape, header.dtype.kind)

    def _read(self, name: str) -> NDArray[Any]:
        file, own = self._arrays[name]
        return file.array(own, MOST_NUMBERS)


def _stem(name: str) -> str | None:
    return Path(name).stem if name.lower().endswith(".npz") else None
