"""Runs that are begun while values are tried out: each gives way to the next without a trace."""

from __future__ import annotations


class TriedRuns:
    """Whether values are being tried out, as by a slider that is dragged, and the run that is drawn for one of them.

    Attributes
    ----------
    is_on
        Whether what is begun now gives way to what follows.
    """

    def __init__(self) -> None:
        self.is_on = False
        self._run = 0

    def begin(self) -> None:
        """Let the runs that are begun from now on give way; the one there is stays."""
        self.is_on = True

    def end(self) -> None:
        """Let the run there is stay: what it is of was chosen."""
        self.is_on, self._run = False, 0

    def note(self, run: int) -> None:
        """Take note that a run begins to be drawn."""
        self._run = run if self.is_on else 0

    def gives_way(self, run: int) -> bool:
        """Return whether a run leaves nothing where another follows it."""
        return run != 0 and run == self._run
