"""The engine's functions of numbers and vectors that C has by the same name: what it takes each argument to be.

C trusts the table: an argument that is anything else than what is said here would be read, or written,
beyond its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import numpy as np

from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.operands import meeting
from nnsim.compiled.table import Table
from nnsim.engine.memory import zeros
from nnsim.engine.optimizers.lbfgs import LEAST_CURVATURE, LEAST_DESCENT, LEAST_GRADIENT


class Kind(Enum):
    """What an argument is. Vectors of one call are of one length n, matrices of one shape (m, n)."""

    REAL = "a number of Python's"
    DOUBLE = "an array of one float64"
    NUMBER = "an array of one number of the network's type"
    VECTOR = "an array of so many numbers of the network's type"
    PAIRS = "a vector for each pair that L-BFGS remembers"


def check(
    name: str, kinds: tuple[Kind, ...], written: set[int], table: Table, given: tuple[Any, ...]
) -> None:
    """Check that the arguments of a call are what C takes them to be.

    Parameters
    ----------
    kinds, written
        What each argument is, and the places of those that are written.

    Raises
    ------
    NotEncodableError
        When one is of another type or size, does not lie side by side, or meets one that is written.
    """
    if len(given) != len(kinds):
        raise NotEncodableError(f"{name} with {len(given)} arguments")
    for kind, argument in zip(kinds, given, strict=True):
        if not _is(kind, argument, table.item):
            raise NotEncodableError(f"{name} of what is not {kind.value}")
    arrays = {place: a for place, a in enumerate(given) if isinstance(a, np.ndarray)}
    if len({a.size for place, a in arrays.items() if kinds[place] is Kind.VECTOR}) > 1:
        raise NotEncodableError(f"{name} of vectors of several lengths")
    if len({a.shape for place, a in arrays.items() if kinds[place] is Kind.PAIRS}) > 1:
        raise NotEncodableError(f"{name} of memories of several sizes")
    length = next((a.size for place, a in arrays.items() if kinds[place] is Kind.VECTOR), 0)
    if any(a[0].size != length for place, a in arrays.items() if kinds[place] is Kind.PAIRS):
        raise NotEncodableError(f"{name} of memories for other vectors")
    check_apart(name, arrays, written)


def check_apart(name: str, arrays: dict[int, np.ndarray], written: set[int]) -> None:
    """Check that what a call writes, by place, shares no memory with its other arrays; raises NotEncodableError."""
    for out in written & arrays.keys():
        if any(meeting(a, arrays[out]) != "apart" for place, a in arrays.items() if place != out):
            raise NotEncodableError(f"{name} into what it reads")


def _is(kind: Kind, argument: object, item: int) -> bool:
    if kind is Kind.REAL:
        return isinstance(argument, int | float | np.floating)
    if not isinstance(argument, np.ndarray) or not argument.flags.c_contiguous:
        return False
    if argument.dtype != (np.float64 if kind is Kind.DOUBLE or item == 8 else np.float32):
        return False
    if kind is Kind.PAIRS:
        return argument.ndim >= 2 and len(argument) >= 1
    return kind is Kind.VECTOR or argument.size == 1


def _beside_two_loops(given: Sequence[Any]) -> list[Any]:
    """Return what C takes beside the arguments of L-BFGS: its thresholds, and room for a share of every pair."""
    return [LEAST_CURVATURE, LEAST_GRADIENT, LEAST_DESCENT, zeros([len(given[3])], np.float64)]


def _primitive(
    name: str, kinds: str, written: set[int], beside: Callable[[Sequence[Any]], list[Any]] = lambda given: []
) -> Callable[..., None]:
    """Return what encodes a function: of every argument two words, an array's address and size or a number's bits.

    Parameters
    ----------
    kinds, written
        Of each argument the first letter of its kind; and the places of those that are written.
    beside
        Returns what C takes behind them.
    """
    of_letter = {"r": Kind.REAL, "d": Kind.DOUBLE, "n": Kind.NUMBER, "v": Kind.VECTOR, "p": Kind.PAIRS}
    wanted = tuple(of_letter[letter] for letter in kinds)

    def encode(table: Table, *given: Any) -> None:
        check(name, wanted, written, table, given)
        words: list[int] = []
        for a in (*given, *beside(given)):
            if isinstance(a, np.ndarray):
                words += [table.at(a), a.size]
            else:
                words += [int(np.float64(a).view(np.int64)), 0]
        table.add(name, table.item, *words)

    return encode


# By the first letters of the kinds, in the order of the arguments (primitives.h).
CORRECT_BIAS = _primitive("correct_bias", "dnrrrnn", {0, 5, 6})
WRITE_NESTEROV_FACTORS = _primitive("write_nesterov_factors", "ddnrrrrnnn", {0, 1, 7, 8, 9})
BEGIN_SIZES = _primitive("begin_sizes", "ndvn", {1, 2, 3})
WRITE_CLIP_FACTOR = _primitive("write_clip_factor", "vrn", {2})
COUNT_MISTAKES = _primitive("count_mistakes", "vd", {1})
QUASI_NEWTON_STEP = _primitive(
    "quasi_newton_step", "vnvppvvdddvn", {2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, _beside_two_loops
)
