"""Reading arrays out of an NPZ file without trusting it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np

from nnsim.base.archive import NUMPY_FILE, open_archive
from nnsim.base.errors import NnsimError
from nnsim.base.npy import LONGEST_START, Header, from_npy, read_header, wrong_size
from nnsim.base.text import tr

_NPY = ".npy"
_MOST_SHOWN = 12


class ArraysFile:
    """An open NPZ file; sizes and kinds are checked before anything is unpacked.

    Attributes
    ----------
    path
        Of the file.
    names
        Of its arrays, in alphabetical order, as ``numpy.load`` calls them: a name may hold any
        character, such as a slash.
    others
        Names of parts that are no arrays.

    Raises NnsimError when the file is missing, is no NPZ, or is damaged or packed strangely.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._open = ExitStack()
        self._archive = self._open.enter_context(open_archive(path, NUMPY_FILE))
        members = [name for name in self._archive.names if not _is_left_by_macos(name)]
        self.names = tuple(name.removesuffix(_NPY) for name in members if name.endswith(_NPY))
        self.others = tuple(name for name in members if not name.endswith(_NPY))

    def __enter__(self) -> ArraysFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def listed(self) -> str:
        """The names for people, at most a few of them."""
        return listed(self.names)

    def header(self, name: str, most: int) -> Header:
        """Return what the array `name`, one of `names`, says of itself; raises NnsimError as `array` does."""
        what = self._what(name)
        header = read_header(self._archive.beginning(name + _NPY, LONGEST_START), what, most)
        if header.end != self._archive.size(name + _NPY):
            raise wrong_size(what)
        return header

    def array(self, name: str, most: int) -> np.ndarray:
        """Return one array, of at most `most` numbers or texts.

        Raises
        ------
        NnsimError
            When there is no such array, or it holds pickled objects, or is too large, or damaged.
        """
        if name not in self.names:
            raise NnsimError(
                tr("{file} has no array “{name}”; it has {names}.").format(
                    file=self.path.name, name=name[:100], names=self.listed
                )
            )
        header = self.header(name, most)
        return from_npy(self._archive.read(name + _NPY, header.end), self._what(name), most)

    def _what(self, name: str) -> str:
        return tr("The array “{name}” in {file}").format(name=name[:100], file=self.path.name)


def listed(names: Sequence[str]) -> str:
    """Return the names of arrays for people, at most a few of them."""
    more = ("…",) if len(names) > _MOST_SHOWN else ()
    return ", ".join((*(name[:60] for name in names[:_MOST_SHOWN]), *more)) or tr("none")


def _is_left_by_macos(name: str) -> bool:
    """Return whether a part is one that packing a folder on a Mac adds."""
    *folders, leaf = name.split("/")
    return "__MACOSX" in folders or leaf.startswith("._") or leaf == ".DS_Store"
