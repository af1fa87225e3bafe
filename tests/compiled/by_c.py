"""Calls and runs taken by the compiled walk, whatever the environment says; needs the library."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pytest

from nnsim.compiled import blas, request
from nnsim.compiled.encodable import NotEncodableError
from nnsim.compiled.library import Walk, library, walk_of
from nnsim.compiled.operands import address
from nnsim.compiled.step import EncodedStep
from nnsim.engine.calls import Call
from nnsim.training.compiled_walker import CompiledWalker
from nnsim.training.machine import Machine
from nnsim.training.numpy_walker import NumPyWalker
from nnsim.training.recorder import recorder_for
from nnsim.training.run import Run

ONLY_IN_NUMPY = {
    "hopfield": "recalls cell by cell, until none changes",
    "store_patterns": "trains a Hopfield layer",
    "boltzmann_learning": "sums over all states",
    "ridge_readout": "solves linear equations",
    "contrastive_divergence": "sums over all states for the likelihood",
}
"""Layers and learning rules of which the compiled walk knows not all calls, by key, with what it does not know."""

Do = Callable[[Iterable[Call], Any], None]
"""Runs calls of a network that computes in a type, once."""

needs_library = pytest.mark.skipif(not library().walks, reason=f"no compiled walk: {library().why_none()}")


def walk_to_test(level: str | None = None) -> Walk:
    """Return the level of the library that is tried: the one in use, else the best, unless `level` says otherwise."""
    walks = library().walks
    return (walk_of() or next(iter(walks.values()))) if level is None else walks[level]


class CallsByC:
    """Calls that C runs, once for every time it is called; raises NotEncodableError where it cannot.

    Attributes
    ----------
    sums
        Of the squares of `read`, array by array, after them.
    """

    def __init__(
        self, calls: Iterable[Call], dtype: Any, level: str | None = None, read: Sequence[np.ndarray] = ()
    ) -> None:
        parts = [(array, place) for place, array in enumerate(read)]
        self._walk, gemm = walk_to_test(level), blas.gemm()
        totals, self._order = np.zeros(1, dtype), np.zeros(1, np.int64)
        self.step = EncodedStep(
            library().words, [], calls, parts, totals, [1.0], blas_from=blas.taken_from(self._walk.level)
        )
        self._leg = request.Leg(self.step.address, address(self._order), 0, 1)
        self._room, self.sums = np.zeros(1), np.zeros(max(1, len(read)))
        told = {
            "legs": ctypes.addressof(self._leg),
            "legs_count": 1,
            "limit": 1.0,
            "every": 64,
            "loss_place": -1,
        }
        told |= {"sums": address(self.sums), "scalars": address(self._room)}
        if gemm is not None:
            told |= {"sgemm": gemm.single, "dgemm": gemm.double, "wide": gemm.wide}
        self._told = request.Walk(**told)

    def __call__(self) -> None:
        drawn = self.step.draws.ahead(1) if self.step.draws.each else None
        self._told.draws = None if drawn is None else address(drawn)
        assert self._walk.take(ctypes.addressof(self._told)) == 1


def by_c(calls: Iterable[Call], dtype: Any) -> None:
    """Run `calls` of a network that computes in `dtype` once, in C."""
    CallsByC(calls, dtype)()


def is_refused(key: str, do: Callable[[], object]) -> bool:
    """Return whether a part is one that `ONLY_IN_NUMPY` lists; `do`, which lets C run it, must then fail."""
    if key not in ONLY_IN_NUMPY:
        return False
    with pytest.raises(NotEncodableError):
        do()
    return True


def by_numpy(calls: Iterable[Call], dtype: Any) -> None:
    """Run `calls` once, call by call."""
    for call in calls:
        call()


EACH_WALK = pytest.mark.parametrize(
    "do", [by_numpy, pytest.param(by_c, marks=needs_library)], ids=["numpy", "compiled"]
)
"""Runs a test with what runs calls, on either walk."""


def compiled(run: Run, level: str | None = None) -> Run:
    """Return `run`, whose steps C takes from now on; its first step raises NotEncodableError where it cannot."""
    run.machine.choose = lambda machine: CompiledWalker(machine, walk_to_test(level))
    return run


def _in_numpy(machine: Machine) -> NumPyWalker:
    return NumPyWalker(machine, recorder_for(machine.network, machine.columns, machine.batch))


def in_numpy(run: Run) -> Run:
    """Return `run`, whose steps NumPy takes."""
    run.machine.choose = _in_numpy
    return run
