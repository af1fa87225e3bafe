"""Where a run stands: all it takes to go on from there, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.strict_json import Json


def _nothing() -> np.ndarray:
    return np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class Moment:
    """One place of a run. Every array is a read-only copy, so that moments may be shared by threads.

    Attributes
    ----------
    step, epoch
        How far training has come; `epoch` with the fraction of the one under way.
    parameters, state
        The vectors of the network (see `nnsim.engine.parameters`), (n,) and (m,), in its precision.
    slots
        The optimizer's own memory, by its names.
    place
        Whatever else training needs, as plain JSON data: batch order, generators, what the rule has
        counted, the schedule's memory, early stopping, the limit of divergence, and which walks took its
        steps (`nnsim.training.walks_taken`). Empty where only
        arrays are known: training then begins from them, with the generators of the seed.
    best
        What early stopping would put back; None where it keeps nothing.
    """

    step: int = 0
    epoch: float = 0.0
    parameters: np.ndarray = field(default_factory=_nothing)
    state: np.ndarray = field(default_factory=_nothing)
    slots: Mapping[str, np.ndarray] = field(default_factory=dict)
    place: Mapping[str, Json] = field(default_factory=dict)
    best: Moment | None = None

    @property
    def nbytes(self) -> int:
        """Memory of its own arrays; that of `best` is shared by many moments and not counted."""
        return self.parameters.nbytes + self.state.nbytes + sum(a.nbytes for a in self.slots.values())

    def __repr__(self) -> str:
        return brief(self)
