"""Reading arrays out of an NPZ file without trusting it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np

from nnsim.base.archive import NUMPY_FILE, open_archive
from nnsim.base.errors import NnsimError
from nnsim.base.npy import LONGEST_START, from_npy, read_header, wrong_size
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
        more = ("…",) if len(self.names) > _MOST_SHOWN else ()
        return ", ".join((*(name[:60] for name in self.names[:_MOST_SHOWN]), *more)) or tr("none")

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
        what = tr("The array “{name}” in {file}").format(name=name[:100], file=self.path.name)
        member = name + _NPY
        header = read_header(self._archive.beginning(member, LONGEST_START), what, most)
        if header.end != self._archive.size(member):
            raise wrong_size(what)
        return from_npy(self._archive.read(member, header.end), what, most)


def _is_left_by_macos(name: str) -> bool:
    """Return whether a part is one that packing a folder on a Mac adds."""
    *folders, leaf = name.split("/")
    return "__MACOSX" in folders or leaf.startswith("._") or leaf == ".DS_Store"
