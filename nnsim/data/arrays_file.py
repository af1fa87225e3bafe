"""Reading arrays out of an NPZ file without trusting it."""

from __future__ import annotations

import tokenize
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.dataset import MOST_NUMBERS
from nnsim.data.text_table import existing_file, unreadable

_DAMAGE = (
    ValueError,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    # NumPy gives a header that is no Python literal to a tokenizer.
    SyntaxError,
    tokenize.TokenError,
)
"""What NumPy and zipfile raise for bytes that are not what they should be."""
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


class ArraysFile:
    """An open NPZ file; sizes and kinds are checked before anything is unpacked.

    Raises NnsimError when the file is missing or is no NPZ.
    """

    def __init__(self, path: str) -> None:
        self.path = existing_file(path)
        try:
            self._zip = zipfile.ZipFile(self.path)
        except zipfile.BadZipFile as error:
            raise NnsimError(
                tr("{file} is not an NPZ file, or is cut short. Make one with numpy.savez.").format(
                    file=self.path.name
                )
            ) from error
        except OSError as error:
            raise unreadable(self.path, error) from error
        members = (Path(name) for name in self._zip.namelist())
        self.names = tuple(member.stem for member in members if member.suffix == ".npy")

    def __enter__(self) -> ArraysFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def array(self, name: str) -> NDArray[Any]:
        """Return one array.

        Raises
        ------
        NnsimError
            When there is no such array, or it holds pickled objects, or is too large, or damaged.
        """
        if name not in self.names:
            raise NnsimError(
                tr("{file} has no array “{name}”; it has {names}.").format(
                    file=self.path.name, name=name, names=", ".join(self.names) or tr("none")
                )
            )
        try:
            self._refuse_unsafe(name)
            with self._zip.open(f"{name}.npy") as member:
                array: NDArray[Any] = npy.read_array(member, allow_pickle=False)
        except _DAMAGE as error:
            raise NnsimError(
                tr("The array “{name}” in {file} is damaged. Save the file again.").format(
                    name=name, file=self.path.name
                )
            ) from error
        return array

    def _refuse_unsafe(self, name: str) -> None:
        """Raise NnsimError when the header promises what must not, or cannot, be unpacked."""
        with self._zip.open(f"{name}.npy") as member:
            version = npy.read_magic(member)
            if version not in _HEADERS:
                raise ValueError(f"npy format {version}")
            shape, _, dtype = _HEADERS[version](member)
        if dtype.hasobject:
            raise NnsimError(
                tr(
                    "The array “{name}” in {file} holds pickled Python objects, which may run any program "
                    "and are never opened. Save it as numbers or texts."
                ).format(name=name, file=self.path.name)
            )
        size = int(np.prod(shape, dtype=object))
        if size > MOST_NUMBERS or size * dtype.itemsize > 8 * MOST_NUMBERS:
            raise NnsimError(
                tr("The array “{name}” in {file} has {n} numbers; at most {most} can be read.").format(
                    name=name, file=self.path.name, n=f"{size:,}", most=f"{MOST_NUMBERS:,}"
                )
            )
