"""The contract of an array container, a file that becomes named arrays, and the registry of all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from numpy.typing import NDArray

from nnsim.base.arrays_file import listed
from nnsim.base.errors import NnsimError
from nnsim.base.reading import open_file
from nnsim.base.registry import Catalogue
from nnsim.base.text import mark, tr
from nnsim.data.dataset import MOST_NUMBERS

LONGEST_SIGNATURE = 1024
"""So many first bytes of a file are looked at to tell what it is."""


@dataclass(frozen=True)
class Found:
    """What a file says of one of its arrays before that is read."""

    name: str
    shape: tuple[int, ...] = ()
    kind: str = ""
    """Of the values, as NumPy calls it: f, i, u, b (truth), c (complex), U or S (texts)."""
    why_not: str = ""
    """The sentence that says why it cannot be read; empty where it can."""


class Container:
    """One open file with arrays in it; each kind of file is a class, registered in `containers`.

    Nothing a file says of itself is believed: a container checks types and sizes before it makes an array,
    and what is packed before it is unpacked.

    Attributes
    ----------
    path
        Of the file.
    names
        Of its arrays.

    Parameters
    ----------
    path
        Of the file.
    beside
        Files that were packed together with it, for kinds that keep one array a file.

    Raises NnsimError when the file is missing, is none of its kind, or is damaged.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    """What such files are called in dialogs, marked for translation."""
    patterns: ClassVar[tuple[str, ...]]
    """What their names look like, in small letters, such as ``*.npz``."""
    order: ClassVar[int] = 100
    """Place in dialogs, and in the question whose file it is."""
    examples_last: bool = False
    """Whether those who write such files put examples along the last axis as often as along the first."""

    def __init__(self, path: Path, beside: tuple[Path, ...] = ()) -> None:
        self.path = path
        self._beside = beside
        self._open = ExitStack()
        """What is closed with the file."""
        with ExitStack() as opened:
            self.names: tuple[str, ...] = tuple(self._opened(opened))
            self._open = opened.pop_all()

    @classmethod
    def fits(cls, name: str) -> bool:
        """Return whether a file called so is one of this kind by its name."""
        return any(fnmatch(name.lower(), pattern) for pattern in cls.patterns)

    @classmethod
    def begins(cls, start: bytes) -> bool:
        """Return whether a file that begins with `start`, its first kilobyte, is one of this kind."""
        raise NotImplementedError

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        """Open the file, put what has to be closed on the `stack`, and yield the names of the arrays."""
        raise NotImplementedError

    def look(self, name: str) -> Found:
        """Return what is known of the array `name`, one of `names`, without reading it."""
        raise NotImplementedError

    def _read(self, name: str) -> NDArray[Any]:
        """Return the array `name`; `look` says that it can be read."""
        raise NotImplementedError

    def array(self, name: str) -> NDArray[Any]:
        """Return one array in the byte order of this machine.

        Raises
        ------
        NnsimError
            When there is no such array, it holds no numbers or texts, is too large or damaged.
        """
        if name not in self.names:
            raise NnsimError(
                tr("{file} has no array “{name}”; it has {names}.").format(
                    file=self.path.name, name=name[:100], names=self.listed
                )
            )
        found = self.look(name)
        if found.why_not:
            raise NnsimError(found.why_not)
        # An axis of length 0 makes no array small that NumPy finds too large.
        extent = math.prod(max(n, 1) for n in found.shape)
        if extent > MOST_NUMBERS:
            raise NnsimError(
                tr("{what} has {n} numbers; at most {most} can be read.").format(
                    what=self._what(name),
                    n=f"{extent:,}" if extent < 1e30 else f"{extent:.0e}",
                    most=f"{MOST_NUMBERS:,}",
                )
            )
        return self._read(name)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that its arrays are in."""
        return (self.path,)

    @property
    def own(self) -> tuple[str, ...]:
        """The arrays that are in the file at `path` itself, not in others beside it."""
        return self.names

    @property
    def listed(self) -> str:
        """The names for people, at most a few of them."""
        return listed(self.names)

    def close(self) -> None:
        """Close the file."""
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _what(self, name: str) -> str:
        """Return what an array is called in sentences."""
        return tr("The array “{name}” in {file}").format(name=name[:100], file=self.path.name)


containers: Catalogue[type[Container]] = Catalogue(
    "nnsim.data.containers", mark("kind of array file"), lambda kind: (kind.order, kind.key)
)


def has_arrays(name: str) -> bool:
    """Return whether a file called so is one with arrays, by its name."""
    return any(kind.fits(name) for kind in containers)


def open_container(path: Path, beside: tuple[Path, ...] = ()) -> Container:
    """Return the file at `path`, opened as what its first bytes or else its name say it is.

    `beside` are files that were packed together with it. Raises NnsimError when it is no file with arrays, or cannot be opened.
    """
    with open_file(path) as file:
        start = file.read(LONGEST_SIGNATURE)
    kinds = [kind for kind in containers if kind.begins(start)]
    kinds += [kind for kind in containers if kind.fits(path.name)]
    if not kinds:
        raise NnsimError(
            tr(
                "{file} holds no arrays that can be read. Choose a file of one of these kinds: {kinds}."
            ).format(file=path.name, kinds=", ".join(tr(kind.title) for kind in containers))
        )
    return kinds[0](path, beside)
