"""What says how well an epoch went: the evaluated loss, or a reading of the learning rule."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from nnsim.engine.calls import Call
from nnsim.engine.memory import zeros
from nnsim.engine.scalar import LOSS, Scalar


class Judge:
    """Watches the scalar that a rule is judged by, from step to step of an epoch.

    Parameters
    ----------
    scalars
        All that the rule reports.
    judged_by
        Key of the one that says what "better" is.
    values
        By key, where their numbers stand.

    Attributes
    ----------
    calls
        What ends every step; nothing where the loss is the judge, which is evaluated.
    """

    def __init__(self, scalars: Sequence[Scalar], judged_by: str, values: Mapping[str, np.ndarray]) -> None:
        self.scalar = next((s for s in scalars if s.key == judged_by), LOSS)
        self._value = values.get(judged_by, np.zeros(()))
        self._sum, self._steps, self._start = zeros((), np.float64), zeros((), np.float64), 0.0
        self.calls: list[Call] = []
        if self.scalar.key != LOSS.key:
            self.calls = [
                partial(np.add, self._sum, self._value, self._sum),
                partial(np.add, self._steps, np.ones(()), self._steps),
            ]

    @property
    def adds_up(self) -> bool:
        """Whether it looks at every step, and so at the end of every epoch."""
        return bool(self.calls)

    def end_epoch(self) -> float | None:
        """Return how well the epoch that ends went, less being better, and begin the next one.

        None where the loss is the judge: that is evaluated, on the validation part where there is one.
        """
        if not self.adds_up:
            return None
        if self.scalar.total:
            value = float(self._value) - self._start
        else:
            value = float(self._sum / self._steps) if self._steps else math.nan
        self._sum[...] = self._steps[...] = 0.0
        self._start = float(self._value)
        return -value if self.scalar.higher_is_better else value

    # ---- between two sittings ------------------------------------------------------------------

    def state(self) -> dict[str, float]:
        """Return what was seen of the epoch under way, as JSON data."""
        return {"sum": float(self._sum), "steps": float(self._steps), "start": self._start}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken; raises ValueError when it makes no sense."""
        total, steps, start = (float(state[name]) for name in ("sum", "steps", "start"))
        if not steps >= 0:
            raise ValueError("steps of a judge")
        self._sum[...], self._steps[...], self._start = total, steps, start
