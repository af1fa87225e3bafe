"""What training has made of a project: a moment of its run, with names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nnsim.base.brief import brief
from nnsim.document.moment import Moment
from nnsim.engine.shape import Shape

Layout = tuple[tuple[str, Shape], ...]
"""Key (``node id/name``) and shape of every array in the order of the vectors: parameters, then states."""


@dataclass(frozen=True, eq=False)
class Learned:
    """A moment whose numbers are known by name, so that other networks can take what fits them.

    Attributes
    ----------
    moment
        Where the run stands.
    layout
        What lies where in its ``parameters`` and, after these, its ``state``.
    start
        Where the run began, laid out alike; None: at the first weights of its seed.
    """

    moment: Moment
    layout: Layout
    start: Moment | None = None

    def __repr__(self) -> str:
        return brief(self)

    @classmethod
    def named(cls, arrays: Mapping[str, np.ndarray], **place: Any) -> Learned:
        """Return what only has arrays by ``node id/name``; `place` are other fields of its moment."""
        layout = tuple((key, array.shape) for key, array in arrays.items())
        return cls(Moment(parameters=joined(arrays.values()), **place), layout)

    @property
    def step(self) -> int:
        """How many steps were taken."""
        return self.moment.step

    @property
    def epoch(self) -> float:
        """How many epochs, with the fraction of the one under way."""
        return self.moment.epoch

    @cached_property
    def arrays(self) -> Mapping[str, np.ndarray]:
        """Parameters and states by key, read-only."""
        return self.arrays_of(self.moment)

    def arrays_of(self, moment: Moment) -> dict[str, np.ndarray]:
        """Return the arrays of a moment laid out as this one, by key."""
        return dict(_pieces(self.layout, moment))

    @property
    def is_finite(self) -> bool:
        """Whether all its numbers are some."""
        return bool(np.isfinite(self.moment.parameters).all() and np.isfinite(self.moment.state).all())

    def beginning(self) -> Learned | None:
        """Return where the run began; None: at the first weights of its seed."""
        return None if self.start is None else replace(self, moment=self.start)

    def with_array(self, key: str, array: np.ndarray) -> Learned:
        """Return the same with another array at `key`."""
        arrays = {**self.arrays, key: array}
        size = self.moment.parameters.size
        whole = joined(arrays[name] for name, _ in self.layout)
        return replace(self, moment=replace(self.moment, parameters=whole[:size], state=whole[size:]))

    def at_step(self, step: int) -> Learned:
        """Return the same, counted as `step`: weights of that step were put back."""
        return replace(self, moment=replace(self.moment, step=step))

    def arranged(self, layout: Layout, parameters: int) -> Learned | None:
        """Return the same with its vectors laid out as `layout`; None unless it has just those, of numbers.

        Parameters
        ----------
        parameters
            How many numbers of `layout` are parameters; the others are states.
        """
        if sorted(self.layout) != sorted(layout) or not self.is_finite:
            return None
        if layout == self.layout and self.moment.parameters.size == parameters:
            return self
        start = None if self.start is None else self._arranged(self.start, layout, parameters)
        return Learned(self._arranged(self.moment, layout, parameters), layout, start)

    def _arranged(self, moment: Moment, layout: Layout, parameters: int) -> Moment:
        arrays = self.arrays_of(moment)
        whole = joined(arrays[key] for key, _ in layout)
        return replace(moment, parameters=whole[:parameters], state=whole[parameters:])


def joined(arrays: Iterable[np.ndarray]) -> np.ndarray:
    """Return all numbers of `arrays` in one read-only vector."""
    flat = [np.asarray(array).reshape(-1) for array in arrays]
    whole = np.concatenate(flat) if flat else Moment().parameters
    if whole.dtype.kind != "f":
        whole = whole.astype(np.float64)
    whole.flags.writeable = False
    return whole


def _pieces(layout: Layout, moment: Moment) -> Iterator[tuple[str, np.ndarray]]:
    at, edge = 0, moment.parameters.size
    for key, shape in layout:
        stop = at + math.prod(shape)
        vector, shift = (moment.parameters, 0) if stop <= edge else (moment.state, edge)
        yield key, vector[at - shift : stop - shift].reshape(shape)
        at = stop
