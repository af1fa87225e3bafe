"""One vector: all learned numbers of a network, with named windows into it."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.engine.layer import ParameterSpec, StateSpec
from nnsim.engine.memory import zeros
from nnsim.engine.scalar import LOSS, Scalar
from nnsim.engine.shape import Shape
from nnsim.engine.stage import Stage

T = TypeVar("T")


@dataclass(frozen=True)
class Window:
    """Where one parameter lies in the vector."""

    stage: str
    spec: ParameterSpec
    start: int
    stop: int

    @property
    def key(self) -> str:
        """Name of the parameter in the whole network: ``stage id/parameter name``."""
        return f"{self.stage}/{self.spec.name}"

    @property
    def connects(self) -> bool:
        """Whether it connects inputs with units, the units on its last axis."""
        return not self.spec.bias and len(self.spec.shape) > 1


def _by_stage(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """Return what belongs to each stage: looking through all for each of a thousand takes a second."""
    found: dict[str, list[T]] = {}
    for stage, item in pairs:
        found.setdefault(stage, []).append(item)
    return found


class Parameters:
    """Parameters P, gradients G and last step U of a network, in one array, and its state vector.

    ``vector``, ``gradient`` and ``step`` are the three parts; windows of one stage lie next to each
    other, weights first and biases last. `more_states` are arrays the learning rule keeps, `scalars`
    what it reports beside the loss.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        dtype: np.dtype[Any],
        more_states: Sequence[tuple[str, StateSpec]] = (),
        scalars: Iterable[Scalar] = (),
    ) -> None:
        self.dtype = np.dtype(dtype)
        self.stages = tuple(stages)
        self.windows: list[Window] = []
        self.layer_windows: dict[str, tuple[int, int]] = {}
        at = 0
        for stage in stages:
            start = at
            for spec in stage.layer.parameters(stage.inputs):
                self.windows.append(Window(stage.id, spec, at, at + math.prod(spec.shape)))
                at = self.windows[-1].stop
            if at > start:
                self.layer_windows[stage.id] = (start, at)
        self.size = at
        self.all = zeros([3 * at], self.dtype)
        self.gradient, self.step, self.vector = self.all[:at], self.all[at : 2 * at], self.all[2 * at :]
        self._windows_of = _by_stage((w.stage, w) for w in self.windows)
        self._states: list[tuple[str, StateSpec, int, int]] = []
        at = 0
        own = [(stage.id, state) for stage in stages for state in stage.layer.states(stage.inputs)]
        for id_, state in (*own, *more_states):
            self._states.append((id_, state, at, at + math.prod(state.shape)))
            at = self._states[-1][3]
        self._states_of = _by_stage((state[0], state) for state in self._states)
        self.state = zeros([at], self.dtype)
        self.rate = zeros((), self.dtype)
        """Learning rate, which may change between steps."""
        self.scalars = {s.key: zeros((), np.float64) for s in scalars if s.key != LOSS.key}
        """By key, the numbers the learning rule reports: zero-dimensional, of the last step or so far."""

    def initialize(self, seed: int) -> None:
        """Draw all parameters anew.

        Every parameter has its own generator, seeded by `seed` and its key, so that adding a layer
        leaves the first weights of the others as they were.
        """
        for w in self.windows:
            rng = np.random.default_rng([seed, zlib.crc32(w.key.encode())])
            drawn = w.spec.initializer.draw(rng, w.spec.shape, w.spec.fan_in, w.spec.fan_out)
            self.vector[w.start : w.stop] = drawn.reshape(-1)
        for _, state, start, stop in self._states:
            self.state[start:stop] = state.value
        self.gradient[:] = 0
        self.step[:] = 0
        for scalar in self.scalars.values():
            scalar[...] = 0

    def layer_window(self, vector: np.ndarray, stage: str) -> np.ndarray:
        """Return the part of `vector` that belongs to a stage (empty when it has no parameters)."""
        start, stop = self.layer_windows.get(stage, (0, 0))
        return vector[start:stop]

    def windows_of(self, stage: str) -> Sequence[Window]:
        """Return the windows of a stage, weights first (none when it has no parameters)."""
        return self._windows_of.get(stage, ())

    def local_windows(self, stage: str) -> dict[str, tuple[int, int, Shape]]:
        """Return start, stop and shape of each parameter within the window of its stage."""
        offset = self.layer_windows.get(stage, (0, 0))[0]
        own = self.windows_of(stage)
        return {w.spec.name: (w.start - offset, w.stop - offset, w.spec.shape) for w in own}

    def state_of(self, stage: str) -> dict[str, np.ndarray]:
        """Return the state arrays of a stage by name, as views."""
        own = self._states_of.get(stage, ())
        return {s.name: self.state[a:b].reshape(s.shape) for _, s, a, b in own}

    def items(self) -> Iterator[tuple[str, np.ndarray]]:
        """Yield key and array (a view) of every parameter, then of every state."""
        for w in self.windows:
            yield w.key, self.vector[w.start : w.stop].reshape(w.spec.shape)
        for id_, s, a, b in self._states:
            yield f"{id_}/{s.name}", self.state[a:b].reshape(s.shape)

    @property
    def layout(self) -> tuple[tuple[str, Shape], ...]:
        """Key and shape of every parameter, then of every state, in the order of the vectors."""
        return tuple((key, array.shape) for key, array in self.items())

    def copy_arrays(self) -> dict[str, np.ndarray]:
        """Return a copy of every parameter and state by key."""
        return {key: array.copy() for key, array in self.items()}

    def adopt(self, arrays: Mapping[str, np.ndarray]) -> int:
        """Copy in every array whose key and shape fit; return how many did."""
        count = 0
        for key, own in self.items():
            given = arrays.get(key)
            if given is not None and given.shape == own.shape and np.isfinite(given).all():
                own[...] = given
                count += 1
        return count

    def set_number(self, key: str, index: tuple[int, ...], value: float) -> None:
        """Write one number of one parameter; raises NnsimError when it does not exist or fit."""
        if not abs(value) <= float(np.finfo(self.dtype).max):
            raise NnsimError(tr("A parameter must be a finite number, not {value}.").format(value=value))
        self._array_with(key, index)[index] = value

    def number(self, key: str, index: tuple[int, ...]) -> float:
        """Return one number of one parameter; raises NnsimError when it does not exist."""
        return float(self._array_with(key, index)[index])

    def _array_with(self, key: str, index: tuple[int, ...]) -> np.ndarray:
        """Return the array `key` (a view), which has an `index`; raises NnsimError when none has."""
        for name, array in self.items():
            inside = len(index) == array.ndim and all(
                0 <= i < n for i, n in zip(index, array.shape, strict=True)
            )
            if name == key and inside:
                return array
        raise NnsimError(tr("There is no parameter {key} with index {index}.").format(key=key, index=index))
