"""How long after one frame the next one begins."""

from __future__ import annotations

import time

from nnsim.training.messages import State

FRAME_MS = 33
"""Milliseconds from one frame to the next where drawing is quick."""
LONGEST_FRAME_MS = 250
HURRY_MS = 4
PAINT_SHARE, PAINT_SHARE_OF_SLOW = 0.2, 0.06
"""Greatest share of the time that may go into painting while a network trains whose steps need the
interpreter: the trainer waits for it. Where a frame takes long there are fewer of them; a slow network is
not held up by its pictures."""
PAINT_SHARE_OF_REST = 0.75
"""Greatest share of the time in which training waits for its pace that may go into painting."""
SLOW = 2_000
"""Steps a second below which a network is slow."""


class FramePace:
    """Frames at an even rate, or fewer where the trainer has to wait for them."""

    def __init__(self) -> None:
        self._began = self._due = 0.0
        """When the frame under way began, and when it should have."""

    def begin(self) -> None:
        """Take note that a frame begins."""
        self._began = time.perf_counter()
        # Frames keep their rate: one that comes late is followed sooner, as long as it is not a whole frame.
        self._due = max(self._due, self._began - FRAME_MS / 1000)

    def pause(self, state: State | None) -> int:
        """Return the milliseconds to wait after the frame that has just been painted.

        Parameters
        ----------
        state
            How the run on the screen plays; None where there is none.
        """
        now = time.perf_counter()
        self._due += FRAME_MS / 1000
        to_due = max(HURRY_MS, 1000 * (self._due - now))
        undisturbed = due_to_training(state, 1000 * (now - self._began))
        return round(max(to_due, min(undisturbed, LONGEST_FRAME_MS)))


def due_to_training(state: State | None, took: float) -> float:
    """Return the milliseconds the trainer may work undisturbed after a frame that took so many.

    None are needed where its steps do not need the interpreter: then it works while a frame is drawn.
    """
    if state is None or state.paints_freely:
        return 0.0
    share = PAINT_SHARE if state.steps_per_second > SLOW else PAINT_SHARE_OF_SLOW
    share = max(share, PAINT_SHARE_OF_REST * (1 - state.load))
    return took * (1 / share - 1)
