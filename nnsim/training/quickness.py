"""With how many points a picture is taken so that it takes little time: learned from what it has cost."""

from __future__ import annotations

import math

from nnsim.training.picture import Asked, Picture

LONG = 0.15
"""Seconds beyond which a picture is dear."""
_WELL_BELOW = 0.8
"""Of `LONG`, what a finer picture may be expected to take: else noise would let it go to and fro."""


class Quickness:
    """Knows for each kind of picture how much coarser it has to be to take less than `LONG`."""

    def __init__(self) -> None:
        self._levels: dict[type, int] = {}

    def version(self, request: Asked) -> Asked:
        """Return what to take in the place of `request`: itself where it costs little, or cannot be coarser."""
        for _ in range(self._levels.get(type(request), 0)):
            coarser = request.coarser() if isinstance(request, Picture) else None
            if coarser is None:
                break
            request = coarser
        return request

    def note(self, request: Asked, taken: Asked, seconds: float) -> None:
        """Learn from `taken`, in the place of `request`, having cost so many seconds. A coarser one costs a quarter."""
        if not isinstance(request, Picture):
            return
        level = self._levels.get(type(request), 0) if taken != request else 0
        if seconds > LONG:
            level += math.ceil(math.log(seconds / LONG, 4))
        else:
            level -= max(0, math.floor(math.log(_WELL_BELOW * LONG / max(seconds, 1e-6), 4)))
        self._levels[type(request)] = max(0, level)
