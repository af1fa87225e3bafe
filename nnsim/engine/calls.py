"""Bound calls: the words in which every part of the engine says what it computes.

A part never computes while a network is compiled; it hands over functions with their arguments, and
a step runs them in order. A function is one of NumPy, a method of an array or of a generator, or a
plain function of a module, and all it works on and remembers stands in its arguments: arrays and
numbers. So whoever reads the list knows what a step does, and can do the same in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import numpy as np

from nnsim.engine.memory import zeros

Call = Callable[[], object]


def function_name(call: Call) -> str:
    """Return what the function that `call` calls is called, such as ``tanh`` or ``add.reduce``."""
    function = call.func if isinstance(call, partial) else call
    owner, name = getattr(function, "__self__", None), getattr(function, "__name__", type(function).__name__)
    return f"{owner.__name__}.{name}" if isinstance(owner, np.ufunc) else str(name)


class Calls:
    """An ordered list of calls with their arguments already in place."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self._list: list[Call] = []

    def __call__(self, function: Callable[..., object], *args: Any, **kwargs: Any) -> None:
        """Append ``function(*args, **kwargs)``."""
        self._list.append(partial(function, *args, **kwargs))

    def extend(self, calls: Iterable[Call]) -> None:
        """Append calls that are made already."""
        self._list.extend(calls)

    def __iter__(self) -> Iterator[Call]:
        return iter(self._list)

    def __len__(self) -> int:
        return len(self._list)

    def constant(self, value: float) -> np.ndarray:
        """Return `value` as a zero-dimensional array, which NumPy takes faster than a float; nobody can write to it."""
        made = np.array(value, self.dtype)
        made.flags.writeable = False
        return made

    def buffer(self, *shape: int, dtype: Any = None) -> np.ndarray:
        """Return a new array of zeros that lives as long as the calls."""
        return zeros(shape, dtype or self.dtype)
