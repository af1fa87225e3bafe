"""Numbers that fade, such as momentum where the gradient is 0, end as 0 and not as subnormal numbers.

A number multiplied by 0.9 at every step falls below the normal range of float32 (1.2e-38) after some
800 steps and then stays there: the least subnormal number times 0.9 rounds to itself. Processors
take a hundred times as long for such numbers. So what fades is looked through now and then, at
counted steps, and set to 0 where it is too small to move a weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnsim.engine.calls import Calls


@dataclass(frozen=True)
class Floor:
    """The size below which a fading number counts as 0, for float32 and for float64.

    They lie so far above the subnormal numbers that what fades does not reach these within the steps
    between two looks.
    """

    single: float
    double: float = 1e-290

    def of(self, dtype: np.dtype[Any]) -> float:
        """Return the floor for numbers of a type."""
        return self.double if dtype == np.float64 else self.single


SUMS = Floor(1e-30)
"""Of fading sums of gradients: momentum, velocity, first moments."""
SQUARES = Floor(1e-36)
"""Of fading sums of squares, and of what a network has learned: weights that decay, running means."""


BLOCK = 1 << 14
"""Numbers looked at together: they fit into the fast cache."""


def emit_flush(calls: Calls, array: np.ndarray, floor: Floor) -> None:
    """Emit what sets to 0 the numbers of `array`, contiguous, that are smaller in size than `floor`.

    What is no number stays.
    """
    flat = array.reshape(-1)
    size = min(BLOCK, len(flat))
    work = calls.buffer(size), calls.buffer(size, dtype=np.bool_)
    calls(flush, flat, calls.constant(floor.of(array.dtype)), *work)


def flush(flat: np.ndarray, floor: np.ndarray, size: np.ndarray, small: np.ndarray) -> None:
    """Set to 0 the numbers of `flat`, (n,), that are smaller in size than `floor`, (); what is no number stays.

    Parameters
    ----------
    size, small
        Room to work in, (min(n, `BLOCK`),), of the type of `flat` and bool.
    """
    for start in range(0, len(flat), BLOCK):
        part = flat[start : start + BLOCK]
        n = len(part)
        np.absolute(part, size[:n])
        np.less(size[:n], floor, small[:n])
        np.copyto(part, 0.0, where=small[:n])
