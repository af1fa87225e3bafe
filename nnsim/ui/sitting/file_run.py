"""The run of the opened file that is to go on, until its network reports."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.document.history_file import SavedRun
from nnsim.training.history import History


@dataclass(frozen=True, eq=False)
class TakenUp:
    """A run whose network is on its way to the trainer, and the curves that are shown as its own until then."""

    run: SavedRun
    history: History


class FileRun:
    """The last run of a file: there is none, it waits for its network, or it was taken up.

    What is taken up becomes a run as any other once its network has reported; see `reported`.
    """

    def __init__(self) -> None:
        self._state: SavedRun | TakenUp | None = None

    @property
    def waiting(self) -> SavedRun | None:
        """The run, while it waits for its network."""
        return self._state if isinstance(self._state, SavedRun) else None

    def forget(self) -> None:
        """Let nothing wait: another file is opened."""
        self._state = None

    def wait(self, run: SavedRun) -> None:
        """Let `run` wait for its network."""
        self._state = run

    def take(self) -> SavedRun | None:
        """Return what waits, which waits no longer: a network is about to be loaded."""
        waiting = self.waiting
        if waiting is not None:
            self._state = None
        return waiting

    def take_up(self, run: SavedRun, history: History) -> None:
        """Show `history` as that of the network that is about to be loaded."""
        self._state = TakenUp(run, history)

    def reported(self) -> TakenUp | None:
        """Return what was taken up: the network says what it reports from now on."""
        taken_up = self._state if isinstance(self._state, TakenUp) else None
        if taken_up is not None:
            self._state = None
        return taken_up
