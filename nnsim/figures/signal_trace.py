"""How saturated, dead and spread out the units of each layer were over time, as pictures of a run have shown it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nnsim.engine.signals import Signals
from nnsim.figures.figure import Array

MOST = 1_000
"""Looks that are kept; then every other one goes."""


@dataclass(frozen=True, eq=False)
class SignalTrace:
    """A frozen record; `with_look` returns a longer one.

    Attributes
    ----------
    names
        The layers, in the order they run.
    steps
        When a picture was taken, (n,), rising.
    saturated, dead, std
        Shares and standard deviations, (layers, n); NaN where a layer has no such thing.
    """

    names: tuple[str, ...] = ()
    steps: Array = field(default_factory=lambda: np.zeros(0))
    saturated: Array = field(default_factory=lambda: np.zeros((0, 0)))
    dead: Array = field(default_factory=lambda: np.zeros((0, 0)))
    std: Array = field(default_factory=lambda: np.zeros((0, 0)))

    def with_look(self, step: int, seen: Signals) -> SignalTrace:
        """Return the record with what was seen at `step`; it begins anew with other layers, or back in time."""
        nothing = np.zeros((len(seen.names), 0))
        old = self if self.names == seen.names else SignalTrace(seen.names, np.zeros(0), *[nothing] * 3)
        kept = slice(0, int(np.searchsorted(old.steps, step)))
        every = 2 if len(old.steps[kept]) >= MOST else 1
        columns = (
            np.concatenate([rows[:, kept][:, ::every], np.asarray(new, np.float64)[:, None]], axis=1)
            for rows, new in (
                (old.saturated, seen.saturated),
                (old.dead, seen.dead),
                (old.std, seen.std),
            )
        )
        return SignalTrace(seen.names, np.append(old.steps[kept][::every], float(step)), *columns)

    def until(self, step: float | None) -> SignalTrace:
        """Return the record as it was at `step`; None: all of it."""
        if step is None:
            return self
        kept = slice(0, int(np.searchsorted(self.steps, step, side="right")))
        rows = (rows[:, kept] for rows in (self.saturated, self.dead, self.std))
        return SignalTrace(self.names, self.steps[kept], *rows)
