"""How far apart a run is measured for its curves: counted in steps, and known when it begins."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nnsim.engine.network import Network

OFTEN, SELDOM = 5, 20
"""Epochs between two evaluations, at the beginning and later. Forward alone is a third of the work of a step, so that
with a usual validation part measuring takes a twelfth of the work of training at first, then a fiftieth. Where the
first evaluations together are next to nothing, no epoch of the beginning is left out."""
LONG = 500
"""So many steps are enough, however much there is to be measured: the end of a longer epoch is left out only where
its steps are next to nothing."""
CALLS = 10_000
"""Multiplications of large networks that take as long as the calls of a compiled step (0.8 µs)."""
WORK = 200_000_000
"""So many multiplications lie between two evaluations of a run that lasts. They take a sixtieth of a second where the
step is compiled: small networks would else be measured a thousand times a second, more than anybody can see."""
FIRST_WORK = 30_000_000
"""Multiplications that nobody notices at the beginning."""
FINE = 64
"""A gap is never longer than this part of the run before it, unless it is the first spacing or one epoch."""


@dataclass(frozen=True)
class Spacing:
    """Steps from one evaluation to the next, which comes at the first end of an epoch after them.

    They grow with the run, so that a short curve is as fine as a long one. Nothing in them is a time: a run is
    measured at the same steps on any machine, with a window and without.

    Attributes
    ----------
    first
        At the beginning.
    most
        Of a run that lasts.
    """

    first: int
    most: int

    @classmethod
    def of(cls, network: Network, batch: int, examples: int) -> Spacing:
        """Return the spacing of a run of `network` that takes `batch` of `examples` in a step.

        The validation part does not count: where a run stands is the same whatever is measured of it.
        """
        numbers = sum(math.prod(stage.shape) for stage in network.stages)
        each = network.parameters.size + numbers
        epochs = 1 if FINE * (CALLS + examples * each) <= FIRST_WORK else OFTEN
        first, later = (min(LONG, n * -(-examples // batch)) for n in (epochs, SELDOM))
        return cls(first, max(later, WORK // (CALLS + batch * each)))

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Spacing:
        """Return the spacing that `state` is of; raises ValueError when it makes no sense."""
        made = cls(int(state["first"]), int(state["most"]))
        if not 1 <= made.first <= made.most:
            raise ValueError("spacing of evaluations")
        return made

    def state(self) -> dict[str, int]:
        """Return it as JSON data."""
        return asdict(self)

    def after(self, step: int) -> int:
        """Return the step from which the next end of an epoch is measured, after an evaluation at `step`."""
        return step + min(self.most, max(self.first, step // FINE))
