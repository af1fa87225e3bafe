"""safetensors, the format of Hugging Face."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnsim.base.atomic import why_not_read
from nnsim.base.npy import damaged
from nnsim.base.reading import open_file
from nnsim.base.safetensors_bytes import TYPES, array_of, entries_of, start_of_numbers
from nnsim.base.text import mark
from nnsim.data.container import Container, Found, containers


@containers.register
class Safetensors(Container):
    """Arrays one behind the other, below a header in JSON."""

    key = "safetensors"
    title = mark("safetensors")
    patterns = ("*.safetensors",)
    order = 50

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return start[8:9] == b"{" and start[4:8] == bytes(4)

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        self._file = stack.enter_context(open_file(self.path))
        try:
            size = os.fstat(self._file.fileno()).st_size
            self._start = start_of_numbers(self._file.read(8), size, self.path.name)
            header = self._file.read(self._start - 8)
        except OSError as error:
            raise why_not_read(error, self.path) from error
        entries = entries_of(header, size - self._start, self.path.name)
        self._entries = {entry.name: entry for entry in entries}
        yield from sorted(self._entries)

    def look(self, name: str) -> Found:
        entry = self._entries[name]
        kind = {"BF16": "f", "BOOL": "b"}.get(entry.type) or np.dtype(TYPES[entry.type]).kind
        return Found(name, entry.shape, kind)

    def _read(self, name: str) -> NDArray[Any]:
        entry = self._entries[name]
        try:
            self._file.seek(self._start + entry.begin)
            numbers = self._file.read(entry.end - entry.begin)
        except OSError as error:
            raise why_not_read(error, self.path) from error
        if len(numbers) != entry.end - entry.begin:
            raise damaged(self._what(name))
        return array_of(entry, numbers)
