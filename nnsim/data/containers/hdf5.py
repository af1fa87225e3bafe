"""HDF5 (h5py, Keras, PyTables), and MAT-files of MATLAB 7.3, which are HDF5 too; read by h5py where it is there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.archive import NUMPY_FILE
from nnsim.base.errors import NnsimError
from nnsim.base.npy import damaged
from nnsim.base.reading import open_file
from nnsim.base.text import mark, tr
from nnsim.data.container import Container, Found, containers

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_PLACES = (0, 512)
"""Where the signature may stand: MATLAB keeps 512 bytes for itself."""
_MOST_NODES = 10_000
_MOST_TEXTS = 2_000_000
_MOST_CHARACTERS = 50_000_000
_FAULTS = (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What h5py may raise on a damaged file."""


@containers.register
class Hdf5(Container):
    """The data sets of all groups; links to other files are never followed."""

    key = "hdf5"
    title = mark("HDF5, MATLAB 7.3")
    patterns = ("*.h5", "*.hdf5", "*.hdf", "*.he5")
    order = 40

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return any(start[place : place + 8] == _SIGNATURE for place in _PLACES)

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        with open_file(self.path) as file:
            start = file.read(_PLACES[-1] + 8)
        if not self.begins(start):
            raise damaged(self.path.name)
        self._is_matlab = self.examples_last = start.startswith(b"MATLAB 7.3")
        h5py = self._package()
        with self._faults_told():
            file = stack.enter_context(h5py.File(self.path, "r"))
            self._sets = dict(_sets_of(h5py, file))
        yield from self._sets

    def _package(self) -> Any:
        try:
            import h5py
        except ImportError as error:
            text = tr(
                '{file} is HDF5, which needs a package. Install it: python -m pip install "nnsim[hdf5]"'
            )
            if self._is_matlab:
                text = tr(
                    "{file} is a MATLAB 7.3 file. Save it in MATLAB with save -v7, or install what reads it: "
                    'python -m pip install "nnsim[hdf5]"'
                )
            raise NnsimError(text.format(file=self.path.name)) from error
        return h5py

    def look(self, name: str) -> Found:
        found = self._sets[name]
        with self._faults_told():
            shape = (0, 0) if self._is_empty(name) else tuple(int(n) for n in found.shape or ())
            if self._is_matlab:
                shape = shape[::-1]
            kind = self._kind(name)
            shape = shape[:1] if kind == "U" and self._is_matlab else shape
            return Found(name, shape, kind, self._why_not(name, kind))

    def _kind(self, name: str) -> str:
        """Return the kind of the values as NumPy calls it, O for what is none of numbers and texts."""
        found = self._sets[name]
        if self._class(name) == b"char":
            return "U"
        if self._class(name) == b"logical":
            return "b"
        if found.dtype.kind == "O":
            import h5py

            return "O" if h5py.check_string_dtype(found.dtype) is None else "U"
        return str(found.dtype.kind)

    def _class(self, name: str) -> bytes:
        """Return the class MATLAB gives a variable; empty in other files."""
        return bytes(self._sets[name].attrs.get("MATLAB_class", b"")) if self._is_matlab else b""

    def _is_empty(self, name: str) -> bool:
        """Return whether MATLAB wrote the lengths of axes in the place of values, as there are none."""
        return self._is_matlab and "MATLAB_empty" in self._sets[name].attrs

    def _why_not(self, name: str, kind: str) -> str:
        found, what = self._sets[name], self._what(name)
        if self._class(name) in (b"cell", b"function_handle") or (self._is_matlab and kind == "O"):
            return tr(
                "{what} is a cell array or an object. Save its numbers as an array of their own."
            ).format(what=what)
        if kind not in "iufbcSU" or found.shape is None or (kind in "iufc" and found.dtype.itemsize > 16):
            return tr("{what} holds values of the type {type}. Save it as plain numbers or texts.").format(
                what=what, type=repr(str(found.dtype)[:40])
            )
        if found.is_virtual or found.external:
            return tr("{what} keeps its numbers in another file. Copy them into one file.").format(what=what)
        length = math.prod(found.shape) * found.dtype.itemsize
        if length > max(NUMPY_FILE.loose, NUMPY_FILE.most_ratio * max(found.id.get_storage_size(), 1)):
            return tr(
                "{what} would unpack to over {n} times its size, as in a zip bomb. "
                "It is not opened. If it is yours, save it without compression."
            ).format(what=what, n=NUMPY_FILE.most_ratio)
        if kind in "SU" and math.prod(found.shape) > _MOST_TEXTS:
            return tr("{what} has {n} texts; at most {most} can be read.").format(
                what=what, n=f"{math.prod(found.shape):,}", most=f"{_MOST_TEXTS:,}"
            )
        return ""

    def _read(self, name: str) -> NDArray[Any]:
        found, kind = self._sets[name], self._kind(name)
        with self._faults_told():
            if self._is_empty(name):
                return np.zeros((0, 0))
            if kind == "U" and not self._is_matlab:
                return self._texts(name)
            values: NDArray[Any] = found[()]
            if self._is_matlab:
                values = values.T
            if kind == "U":
                return _rows_of_text(values, self._what(name))
            if kind == "b":
                values = values != 0
            native: NDArray[Any] = values.astype(values.dtype.newbyteorder("="), copy=False)
            return native

    def _texts(self, name: str) -> NDArray[Any]:
        found = self._sets[name]
        texts = [t.decode("utf-8", "replace") if isinstance(t, bytes) else str(t) for t in found[()].ravel()]
        if len(texts) * max(map(len, texts), default=0) > _MOST_CHARACTERS:
            raise NnsimError(
                tr("{what} holds texts that are too long for classes.").format(what=self._what(name))
            )
        return np.array(texts, str).reshape(found.shape)

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        """Turn what h5py may raise into a sentence."""
        try:
            yield
        except _FAULTS as error:
            raise damaged(self.path.name) from error


def _sets_of(h5py: Any, file: Any) -> Iterator[tuple[str, Any]]:
    """Yield all data sets by their paths, each once, in the order of their names."""
    waiting, seen = [("", file)], set()
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        path, node = waiting.pop()
        if isinstance(node, h5py.Dataset):
            yield path, node
            continue
        if not isinstance(node, h5py.Group):
            continue
        place = h5py.h5o.get_info(node.id).addr
        if place in seen:  # a group that holds itself
            continue
        seen.add(place)
        names = [
            name
            for name in sorted(node)[:_MOST_NODES]
            if isinstance(node.get(name, getlink=True), h5py.HardLink)
        ]
        # What begins with # MATLAB keeps for itself.
        inner = [name for name in names if not name.startswith("#")]
        waiting += [(f"{path}/{name}" if path else name, node[name]) for name in reversed(inner)]


def _rows_of_text(codes: NDArray[Any], what: str) -> NDArray[Any]:
    """Return the rows of a matrix of UTF-16 codes, as MATLAB has it, as texts."""
    if codes.dtype.kind != "u" or codes.ndim != 2 or len(codes) > _MOST_TEXTS:
        raise damaged(what)
    rows = (row.astype("<u2").tobytes().decode("utf-16-le", "replace") for row in codes)
    return np.array([row.rstrip(" \0") for row in rows], str)
