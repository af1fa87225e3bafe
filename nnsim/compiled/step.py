"""A whole step of training, encoded: what fetches the batch, the calls, and what is read afterwards."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from nnsim.compiled import request
from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.fusing import Part
from nnsim.compiled.operands import address
from nnsim.compiled.table import Table
from nnsim.compiled.vocabulary import encode
from nnsim.engine.byte_rows import ByteRows, Rows
from nnsim.engine.calls import Call

SHORT = 256
"""Numbers up to which sums of squares are added up together, those of several layers at once."""


class EncodedStep:
    """A step of one batch size as the interpreter takes it; owns all memory it names.

    Parameters
    ----------
    words
        Numbers of opcodes and kernels (`nnsim.compiled.library.Library.words`).
    feeds
        Where the examples lie, (all, numbers), perhaps as bytes, and where those of a batch go, (batch, numbers).
    calls
        What the step does then.
    parts
        What is summed up after every step: the numbers, flat, whose squares are added, and the place of
        the sum in a row of readings.
    blas_from
        Multiplications from which a product is BLAS's.
    totals, factors
        The unscaled losses that a step leaves, and what each is multiplied with in the loss.

    Raises
    ------
    NotEncodableError
        When a call, or an array, is none that the interpreter knows.
    """

    def __init__(
        self,
        words: Mapping[str, int],
        feeds: Iterable[tuple[Rows, np.ndarray]],
        calls: Iterable[Call],
        parts: Sequence[tuple[np.ndarray, int]],
        totals: np.ndarray,
        factors: Sequence[float],
        *,
        blas_from: float,
    ) -> None:
        table = Table(words, totals.itemsize, blas_from)
        feeds = list(feeds)
        _check_readings(feeds, parts, totals, factors)
        size = 0
        for source, buffer in feeds:
            size = _add_feed(table, source, buffer)
        for call in calls:
            _add_call(table, call)
        self.draws = table.draws
        summed = [Part(table.at(array), array.size, place) for array, place in parts]
        self._code, left = table.code(summed)
        left.sort(key=lambda part: part.numbers > SHORT)
        self._parts = np.array(left, np.int64).reshape(-1, 3)
        self._factors = np.array(factors, np.float64)
        self._owned = [*table.kept, totals]
        self.request = request.Step(
            code=address(self._code),
            words=len(self._code),
            parts=address(self._parts),
            parts_count=len(self._parts),
            short_parts=sum(part.numbers <= SHORT for part in left),
            totals=address(totals),
            factors=address(self._factors),
            totals_count=totals.size,
            size=size,
            draw_bytes=table.draws.width,
            item=totals.itemsize,
        )

    @property
    def address(self) -> int:
        """Where the interpreter finds it."""
        return ctypes.addressof(self.request)


class EncodedCalls:
    """Calls that come between steps, encoded."""

    def __init__(self, words: Mapping[str, int], item: int, calls: Iterable[Call]) -> None:
        table = Table(words, item)
        for call in calls:
            encode(table, call)
        self.code, _ = table.code()
        self._owned = table.kept


def _add_call(table: Table, call: Call) -> None:
    try:
        encode(table, call)
    except NotEncodableError as error:
        raise NotEncodableError(str(error), call) from error


def _check_readings(
    feeds: Sequence[tuple[Rows, np.ndarray]],
    parts: Sequence[tuple[np.ndarray, int]],
    totals: np.ndarray,
    factors: Sequence[float],
) -> None:
    """Check what C takes for granted of what it fetches and reads: sizes that are equal, numbers side by side."""
    if len({(len(source), len(buffer)) for source, buffer in feeds}) > 1:
        raise NotEncodableError("examples of several sizes")
    read = [totals, *(array for array, _ in parts)]
    plain = all(array.flags.c_contiguous and array.dtype == totals.dtype for array in read)
    if not plain or totals.dtype not in (np.float32, np.float64) or totals.size != len(factors):
        raise NotEncodableError("readings of such numbers")


def _add_feed(table: Table, source: Rows, buffer: np.ndarray) -> int:
    """Append the fetching of a batch; return its size."""
    if isinstance(source, ByteRows):
        return _add_looking_up(table, source, buffer)
    row = source.shape[1] * source.itemsize
    plain = source.flags.c_contiguous and source.dtype == buffer.dtype and source.shape[1] == buffer.shape[1]
    if not plain or (buffer.shape[1] > 1 and buffer.strides[1] != buffer.itemsize):
        raise NotEncodableError("examples that lie apart")
    table.add("gather", table.at(source), row, table.at(buffer), buffer.strides[0])
    return len(buffer)


def _add_looking_up(table: Table, source: ByteRows, buffer: np.ndarray) -> int:
    """Append the fetching of a batch of bytes, each as the number it stands for; return its size."""
    codes, meanings = source.codes, source.meanings
    plain = codes.flags.c_contiguous and meanings.flags.c_contiguous and meanings.dtype == buffer.dtype
    fits = buffer.shape[1] == source.shape[1] and source.stretch * len(meanings) == codes.shape[1]
    if not (plain and fits) or buffer.strides[1] != buffer.itemsize or buffer.itemsize != table.item:
        raise NotEncodableError("examples that lie apart")
    to = (table.at(buffer), buffer.strides[0])
    table.add("look_up", table.at(codes), codes.shape[1], *to, table.at(meanings), source.stretch)
    return len(buffer)
