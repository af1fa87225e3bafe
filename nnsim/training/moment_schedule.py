"""When a moment of a run is kept: a plan in counted steps, and what moments cost in time and memory."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST_MOMENTS = 1024
"""Moments of one run; more than anybody can tell apart on a bar across the screen."""
OVERHEAD = 3_000
"""Bytes of a moment beside its arrays: the place of generators and batches, and Python's objects."""
_SHARE = 100
"""Keeping may cost one part in so many of the work of training, in the long run."""
_NOTICED = 5e6
"""Counted work of one moment from which a dense beginning would be felt."""
_PER_MOMENT, _PER_KEPT_NUMBER = 80_000, 2.5
_PER_STEP, _PER_PARAMETER, _PER_PRODUCT = 3_000, 2, 0.05
"""Counted work, in about nanoseconds: of keeping a moment (between steps, so that little of it lies in a cache)
and each of its numbers; of a step (a compiled one, with its readings; NumPy's take longer, and keep the same moments),
of updating a parameter in it, and of a parameter's products for one example (forward, and twice backward)."""


def steps_between(parameters: int, numbers: int, batch: int) -> int:
    """Return the least number of steps between two moments (a power of two) at which keeping costs little.

    Parameters
    ----------
    parameters
        Learned numbers of the network.
    numbers
        What a moment copies: parameters, states and the optimizer's memory.
    batch
        Examples of a step.
    """
    step = _PER_STEP + parameters * (_PER_PARAMETER + _PER_PRODUCT * batch)
    return power_of_two(_SHARE * _work_of_moment(numbers) / step)


def closest_of(stride: int, numbers: int) -> int:
    """Return the least number of steps between two moments at the beginning of a run.

    Parameters
    ----------
    stride
        That of the long run, from `steps_between`.
    numbers
        What a moment copies.
    """
    return 1 if _work_of_moment(numbers) < _NOTICED else max(1, stride // 2)


def _work_of_moment(numbers: int) -> float:
    return _PER_MOMENT + _PER_KEPT_NUMBER * numbers


def bytes_of(parameters: int, states: int, slots: Iterable[int], itemsize: int) -> int:
    """Return the memory one moment takes, from the lengths of its arrays."""
    return OVERHEAD + itemsize * (parameters + states + sum(slots))


def how_many_fit(budget: int, one: int) -> int:
    """Return how many moments of `one` bytes a run can keep within `budget` bytes."""
    return min(MOST_MOMENTS, budget // max(one, 1))


@dataclass(frozen=True)
class Schedule:
    """Which steps are kept, counted from the beginning of the run.

    Attributes
    ----------
    stride
        Steps between two moments in the long run, a power of two.
    detail
        At the beginning, at most 2^detail moments are kept while the number of steps doubles, where
        that is more than `stride` gives; where it is negative, nothing beyond `stride`.
    closest
        Steps between two moments at the beginning at least, a power of two.
    """

    stride: int
    detail: int
    closest: int = 1

    @classmethod
    def beginning(cls, stride: int, closest: int = 1) -> Schedule:
        """Return the schedule a run begins with: small networks, which have a long stride, are over the first
        steps in no time, and may keep more of them.
        """
        return cls(power_of_two(stride), 4 if stride >= 512 else 3, closest)

    def every(self, step: int) -> int:
        """Return the steps between two moments where `step` stands, a power of two."""
        if self.detail < 0:
            return self.stride
        return min(self.stride, max(self.closest, 1 << max(0, step.bit_length() - 1 - self.detail)))

    def keeps(self, step: int) -> bool:
        """Return whether `step` is one that is kept."""
        return step % self.every(step) == 0

    def after(self, step: int) -> int:
        """Return the next step that is kept."""
        every = self.every(step)
        return (step // every + 1) * every

    def coarser(self, room: int) -> Schedule:
        """Return a schedule that keeps a part of what this one does.

        The beginning, where it takes more than a quarter of the `room` moments there are, is thinned out
        first; then the whole run.
        """
        if self.detail >= 0 and 4 * ((self.stride.bit_length() + 1) << self.detail) > room:
            return replace(self, detail=self.detail - 1)
        return replace(self, stride=2 * self.stride)


def power_of_two(number: float) -> int:
    """Return the least power of two that is not below `number`, 1 at least."""
    return 1 << max(0, math.ceil(math.log2(max(number, 1))))
