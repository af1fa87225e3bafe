"""Up to which step the run that is drawn is in the user's file."""

from __future__ import annotations

from nnsim.training.messages import State


class KnownStep:
    """A step that closing would not lose: of the last save, or where the run stood when it was first seen.

    Attributes
    ----------
    step
        It; None until the run has begun.
    """

    def __init__(self) -> None:
        self.step: int | None = None

    def saved(self, step: int) -> None:
        """Take note that the run stands in the file as it was at `step`."""
        self.step = step

    def is_passed(self, state: State | None) -> bool:
        """Take note of where the run stands now, None: there is none; return whether it has learned more."""
        if state is None:
            self.step = None
        elif self.step is None:
            self.step = state.step
        else:
            return state.step > self.step
        return False
