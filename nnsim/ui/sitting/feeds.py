"""What is known of all runs, and which of them is on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from nnsim.base.event import Event
from nnsim.ui.sitting.run_feed import RunFeed


class Feeds:
    """The feeds of the runs of a sitting, by number.

    The run on the screen is in one of three states: none is (`run` is 0), it is shown (`shown` is its
    feed), or it is put aside for a while (`shown` is an empty feed, `run` its number).

    Attributes
    ----------
    run
        Number of the run that the drawing is of, also while it is put aside; 0 before the first one.
    shown
        The run on the screen; an empty one while there is none.

    Events
    ------
    turned()
        Another run is on the screen, or none.
    """

    def __init__(self) -> None:
        self.turned: Event[[]] = Event()
        self.run = 0
        self.shown = RunFeed()
        self._feeds: dict[int, RunFeed] = {}

    def __contains__(self, run: int) -> bool:
        return run in self._feeds

    def __getitem__(self, run: int) -> RunFeed:
        return self._feeds[run]

    def of(self, run: int) -> RunFeed:
        """Return what is known of a run; an empty feed where nothing is yet."""
        return self._feeds.setdefault(run, RunFeed(run))

    def forget(self, run: int) -> None:
        """Let go of what is known of a run, whose letters fall on the floor from now on."""
        self._feeds.pop(run, None)

    def expect(self, run: int) -> None:
        """Show run number `run` from now on."""
        self.run = run
        self._show(self.of(run))

    def put_aside(self) -> None:
        """Show nothing of the run: it is of a drawing that is no longer there, or not at present."""
        if self.shown.run:
            self._show(RunFeed())

    def bring_back(self) -> None:
        """Show the run again, with what came since it was put aside."""
        if self.run and self.shown.run != self.run:
            self._show(self.of(self.run))

    def rename(self, names: Mapping[str, str]) -> None:
        """Call the layers of the run on the screen by other names, by node id."""
        if self.shown.history is not None:
            self.shown.history.rename(names)

    def _show(self, feed: RunFeed) -> None:
        self.shown = feed
        self.turned.fire()
