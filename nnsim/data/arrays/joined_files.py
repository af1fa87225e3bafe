"""Files of a container kind with a single array each that belong together by their names: train_x.h5 and train_y.h5."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.data.arrays.beside import files_beside
from nnsim.data.container import Container, Found


class JoinedFiles(Container):
    """The only arrays of some files, called as these are.

    Parameters
    ----------
    files
        Open files by the names of their arrays, the one that was chosen first; they are closed with this one.
    """

    def __init__(self, files: dict[str, Container]) -> None:
        self._files = files
        first = next(iter(files.values()))
        self.examples_last = first.examples_last
        super().__init__(first.path)

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        for file in self._files.values():
            stack.push(file)
        yield from self._files

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(file.path for file in self._files.values())

    @property
    def own(self) -> tuple[str, ...]:
        return self.names[:1]

    def look(self, name: str) -> Found:
        file = self._files[name]
        found = file.look(file.names[0])
        return Found(name, found.shape, found.kind, found.why_not)

    def _read(self, name: str) -> NDArray[Any]:
        file = self._files[name]
        return file.array(file.names[0])


def joined_with_others(file: Container) -> Container:
    """Return an open file, or with it those beside it that belong to it where each holds a single array."""
    if len(file.names) != 1 or len(file.files) > 1:
        return file
    kind, path = type(file), file.path
    (own, _), *others = files_beside(path, lambda name: Path(name).stem if kind.fits(name) else None).items()
    files = {own: file}
    for name, place in others:
        try:
            other = kind(place)
        except NnsimError:
            continue
        if len(other.names) == 1:
            files[name] = other
        else:
            other.close()
    return JoinedFiles(files) if len(files) > 1 else file
