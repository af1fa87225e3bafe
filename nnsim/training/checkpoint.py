"""The last place of a run that was good to go on from, in memory that is allocated once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnsim.base.read_only import read_only
from nnsim.document.moment import Moment
from nnsim.engine.memory import zeros
from nnsim.engine.parameters import Parameters


class Checkpoint:
    """Room for a copy of all that is learned.

    Attributes
    ----------
    pairs
        Every array in use, and the one of its shape and type that keeps it.
    step, epoch
        Where the run stood when they were copied.
    """

    def __init__(self, parameters: Parameters, slots: Mapping[str, np.ndarray]) -> None:
        self._vector = zeros(parameters.vector.shape, parameters.dtype)
        self._state = zeros(parameters.state.shape, parameters.dtype)
        self._slots = {name: zeros(array.shape, array.dtype) for name, array in slots.items()}
        self.pairs = [
            (parameters.vector, self._vector),
            (parameters.state, self._state),
            *((array, self._slots[name]) for name, array in slots.items()),
        ]
        self.step, self.epoch = 0, 0.0

    def copy(self) -> None:
        """Copy the arrays in use over those kept."""
        for array, kept in self.pairs:
            kept[...] = array

    def moment(self) -> Moment:
        """Return what is kept as a moment without a place."""
        slots = {name: read_only(array) for name, array in self._slots.items()}
        return Moment(self.step, self.epoch, read_only(self._vector), read_only(self._state), slots)
