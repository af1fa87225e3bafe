"""Players in the background that take their turns in threads of their own, beside the one on the screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial

from nnsim.training.crew import Crew, Errand
from nnsim.training.player import Player

TURN = 0.02
"""Seconds of a turn. It is longer than one in the trainer's thread, which starts the next one only between
two turns of its own: what lies idle meanwhile is to be a small part."""


class Beside:
    """Gives turns to players in the background while the trainer's thread does something else.

    A player is touched by nobody else during its turn: whoever wants something of it waits (`wait_for`).

    Parameters
    ----------
    crew
        The threads.
    work
        What a turn is.
    wake
        Called at the end of every turn, in its thread.
    clock
        Seconds that never go back.

    Attributes
    ----------
    share
        Of the time, from 0 to 1, in which each thread is at work while others play. Work is time of the processor.
    """

    def __init__(
        self,
        crew: Crew,
        work: Callable[[Player, float], None],
        wake: Callable[[], None],
        share: float,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.share = share
        self._crew = crew
        self._work = work
        self._wake = wake
        self._turns: dict[int, Errand[None]] = {}
        self._uncounted: set[int] = set()
        """Runs whose turn began while nobody else played."""
        self._owed = 0.0
        """Seconds of work that the background has not had yet; negative while it has had more than its share."""
        self._clock = clock
        self._looked = clock()
        self._last = 0

    def is_for(self, player: Player) -> bool:
        """Return whether `player` takes its turns here: it is in the background, and its steps let go of the interpreter."""
        return player.background and not player.needs_interpreter and self._crew.size > 0

    def is_at_work(self, run: int) -> bool:
        """Return whether a run is in the middle of its turn."""
        return run in self._turns

    def can_begin(self, players: Iterable[Player]) -> bool:
        """Return whether there is a thread for one of `players`, which are at rest, if it may have the time."""
        return len(self._turns) < self._crew.size and any(player.moves for player in players)

    def begin(self, players: Iterable[Player], *, others_play: bool) -> None:
        """Let those of `players`, which are at rest, begin a turn that there are threads and time for."""
        moving = [player for player in players if player.moves]
        now = self._clock()
        threads = min(self._crew.size, len(moving) + len(self._turns))
        due = self.share * threads * (now - self._looked)
        self._looked = now
        self._owed = min(self._owed + due, threads * TURN) if others_play else 0.0
        for player in sorted(moving, key=lambda p: (p.number <= self._last, p.number)):
            if len(self._turns) >= self._crew.size or (others_play and self._owed <= 0):
                return
            self._last = player.number
            if others_play:
                self._owed -= TURN
            else:
                self._uncounted.add(player.number)
            self._turns[player.number] = self._crew.begin(partial(self._work, player, TURN), self._wake)

    def wait_for(self, run: int | None = None) -> None:
        """Wait until a run is at rest; without a number, until all are. `ended` still gives their turns."""
        for number, turn in self._turns.items():
            if run in (None, number):
                turn.wait()

    def ended(self) -> list[tuple[int, Errand[None]]]:
        """Return the turns that have ended since the last call, each with its run."""
        found = [(run, turn) for run, turn in self._turns.items() if turn.is_done]
        for run, turn in found:
            del self._turns[run]
            if run in self._uncounted:
                self._uncounted.remove(run)
            else:
                self._owed += TURN - turn.seconds
        return found
