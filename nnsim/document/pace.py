"""How fast a network trains while somebody watches: from one step a second to as fast as it goes."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from nnsim.base.settings import choice, real
from nnsim.base.text import mark

STEPS, EPOCHS = "steps", "epochs"

_DECADE = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
_LADDER = (*(v * 10**k for k in range(4) for v in _DECADE), 10_000.0)
PACES_IN_A_DECADE = len(_DECADE)
_SLOWEST = {STEPS: 1.0, EPOCHS: 0.1}


@dataclass(frozen=True)
class Pace:
    """Steps or epochs a second; the default is as fast as it goes.

    It says when steps are taken, never what they compute: the numbers of a run are the same at any.
    """

    title = mark("Speed")

    value: float = real(
        0.0, low=0.0, high=1e9, log=True, label=mark("Speed"), help=mark("0 means: as fast as it goes")
    )
    unit: str = choice(
        STEPS,
        (STEPS, mark("steps a second")),
        (EPOCHS, mark("epochs a second")),
        label=mark("Unit of speed"),
    )

    @property
    def is_unlimited(self) -> bool:
        """Whether the network trains as fast as it goes."""
        return self.value == 0

    def steps_per_second(self, steps_per_epoch: int) -> float:
        """Return the steps a second; infinity where they come as fast as they can."""
        if self.is_unlimited:
            return math.inf
        return self.value * steps_per_epoch if self.unit == EPOCHS else self.value

    def in_unit(self, unit: str, steps_per_epoch: int) -> Pace:
        """Return about the same pace in the other unit, a value that `offered` has."""
        if unit == self.unit:
            return self
        if self.is_unlimited:
            return Pace(0.0, unit)
        steps = self.steps_per_second(steps_per_epoch)
        wanted = steps / steps_per_epoch if unit == EPOCHS else steps
        values = _values(unit)
        return Pace(min(values, key=lambda value: abs(math.log(value / wanted))), unit)

    @property
    def offered(self) -> tuple[Pace, ...]:
        """The paces a slider has in this unit, the slowest first, as fast as it goes last."""
        return (*(Pace(value, self.unit) for value in _values(self.unit)), self.unlimited())

    @property
    def place(self) -> int:
        """Which of `offered` is nearest to this pace."""
        values = _values(self.unit)
        if self.is_unlimited:
            return len(values)
        return min(range(len(values)), key=lambda i: abs(math.log(values[i] / self.value)))

    def unlimited(self) -> Pace:
        """Return as fast as it goes, in the same unit."""
        return replace(self, value=0.0)

    def faster(self) -> Pace:
        """Return the next faster pace that is offered; as fast as it goes stays."""
        if self.is_unlimited:
            return self
        return self.offered[bisect_right(_values(self.unit), self.value)]

    def slower(self) -> Pace:
        """Return the next slower pace that is offered; the slowest stays."""
        values = _values(self.unit)
        at = len(values) if self.is_unlimited else bisect_left(values, self.value)
        return self if self.value and at == 0 else self.offered[at - 1]


def _values(unit: str) -> tuple[float, ...]:
    return tuple(round(value * _SLOWEST[unit], 6) for value in _LADDER)
