"""Those who draw what the feed has, and what they would like to draw."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Protocol

from nnsim.training.picture import Asked
from nnsim.training.snapshot import Wish, combined
from nnsim.ui.sitting.run_feed import RunFeed
from nnsim.ui.sitting.tried_runs import TriedRuns

PATIENCE = 0.3
"""Seconds for which the pictures of a run stand while nothing of the one that follows it has come."""


class Viewer(Protocol):
    """Something that draws from the feed while it is visible."""

    def isVisible(self) -> bool: ...
    def wants(self) -> Iterable[Asked]: ...
    def show_frame(self) -> None: ...
    def clear(self) -> None: ...


class Viewers:
    """All viewers of a window; those that are hidden are neither asked nor drawn.

    Parameters
    ----------
    tried
        While values are tried out, runs follow each other like frames: what is shown of one stands until there
        is something of the next.
    now
        The time in seconds.
    """

    def __init__(self, tried: TriedRuns, now: Callable[[], float] = time.monotonic) -> None:
        self._all: list[Viewer] = []
        self._tried, self._now = tried, now
        self._stands_since: float | None = None

    def __len__(self) -> int:
        return len(self._all)

    def add(self, viewer: Viewer) -> None:
        """Let `viewer` draw whenever it is visible."""
        self._all.append(viewer)

    def forget_all(self) -> None:
        """Let go of all viewers: their window closes."""
        self._all.clear()

    def turn(self) -> None:
        """Let all of them show nothing: another run is on the screen, or none."""
        if not self._tried.is_on:
            self._clear()
        elif self._stands_since is None:
            self._stands_since = self._now()

    def show_frame(self, feed: RunFeed) -> None:
        """Let the visible ones draw what has come of the run on the screen."""
        if self._stands_since is not None:
            if not feed.can_be_seen and self._now() - self._stands_since < PATIENCE:
                return
            self._clear()
        for viewer in self._visible():
            viewer.show_frame()

    def _clear(self) -> None:
        self._stands_since = None
        for viewer in self._all:
            viewer.clear()

    def wish(self) -> Wish:
        """Return what the visible ones want together, each request once."""
        return combined(viewer.wants() for viewer in self._visible())

    def _visible(self) -> list[Viewer]:
        return [viewer for viewer in self._all if viewer.isVisible()]
