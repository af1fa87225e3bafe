"""What changing a setting does to a training that is under way."""

from __future__ import annotations

from enum import Enum

from nnsim.base.text import mark


class Effect(Enum):
    """When a changed setting is in force, from the least to the most that has to be done for it."""

    LIVE = "live"
    """From the next step on: what was compiled goes on as it is."""
    STEP = "step"
    """From the next step on, which is compiled anew; what was learned stays."""
    RUN = "run"
    """In a new run: the one under way goes on with the old value, or ends."""

    @property
    def summary(self) -> str:
        """What it means for people, a sentence marked for translation."""
        return _SUMMARIES[self]


_SUMMARIES = {
    Effect.LIVE: mark("It can be changed while training."),
    Effect.STEP: mark("It can be changed while training."),
    Effect.RUN: mark("A change begins a new run."),
}
