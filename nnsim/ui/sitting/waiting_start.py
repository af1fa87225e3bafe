"""A start of training that waits until its network can be loaded."""

from __future__ import annotations

from nnsim.training.messages import Play, StepEpoch, StepOnce

Start = type[Play] | type[StepOnce] | type[StepEpoch]


class WaitingStart:
    """What is to be done as soon as the network is loaded; the wish that came last counts.

    Attributes
    ----------
    request
        It; None while nothing waits.
    is_resuming
        Whether it is training that was interrupted, and goes on unasked when it can.
    unheard
        Number of the run that was told to play as soon as it was loaded, and may not have said yet that it does.
    """

    def __init__(self) -> None:
        self.request: Start | None = None
        self.is_resuming = False
        self.unheard = 0

    def wait(self, request: Start, *, resuming: bool = False) -> None:
        """Let `request` wait."""
        self.request, self.is_resuming = request, resuming

    def drop(self) -> None:
        """Let nothing wait any more."""
        self.request, self.unheard = None, 0

    def take(self) -> Start | None:
        """Return what waits, which waits no longer."""
        request, self.request = self.request, None
        return request
