"""What training has made of a project: learned numbers, and what it takes to go on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from nnsim.base.brief import brief
from nnsim.base.strict_json import Json


@dataclass(frozen=True, eq=False)
class Learned:
    """The numbers a file keeps beside the project.

    Attributes
    ----------
    arrays
        Parameters and states, by ``node id/parameter name``.
    initial
        The same at step 0, so that Reset goes back to the same start.
    slots
        The optimizer's own memory, by its names.
    best
        What early stopping would put back: ``vector``, ``state`` and ``slots/…``; else empty.
    step, epoch
        How far training has come.
    extra
        Whatever else training needs to go on bit for bit, such as states of random generators,
        as plain JSON data.
    """

    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    initial: Mapping[str, np.ndarray] = field(default_factory=dict)
    slots: Mapping[str, np.ndarray] = field(default_factory=dict)
    step: int = 0
    epoch: float = 0.0
    extra: Mapping[str, Json] = field(default_factory=dict)
    best: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __repr__(self) -> str:
        return brief(self)
