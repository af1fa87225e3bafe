"""Where the trainer leaves its letters: reports in order, and only the newest picture."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from nnsim.training.messages import Points, Report
from nnsim.training.snapshot import Snapshot, Wish

MOST_READINGS = 4_000_000
"""Numbers that may wait before the trainer pauses for its reader."""


class Mailbox:
    """Letters between the trainer and its one reader. Every method may be called from any thread.

    Parameters
    ----------
    wake
        Called when a wish comes in while none waits, so that its reader need not look for one.
    """

    def __init__(self, wake: Callable[[], None] | None = None) -> None:
        self._wake = wake
        self._lock = threading.Lock()
        self._reports: deque[Report] = deque()
        self._waiting = 0
        self._snapshots: dict[int, Snapshot] = {}
        self._wishes: dict[int, Wish] = {}
        self._emptied = threading.Event()

    def put(self, report: Report) -> None:
        """Leave a report; none is ever dropped."""
        with self._lock:
            self._reports.append(report)
            if isinstance(report, Points):
                self._waiting += report.rows.size
                if self._waiting > MOST_READINGS:
                    self._emptied.clear()

    def wait_for_room(self, seconds: float) -> None:
        """Wait, at most so long, while far too many readings lie unread."""
        if self._waiting > MOST_READINGS:
            self._emptied.wait(seconds)

    def take_reports(self) -> list[Report]:
        """Return all reports since the last call, oldest first."""
        with self._lock:
            reports = list(self._reports)
            self._reports.clear()
            self._waiting = 0
            self._emptied.set()
        return reports

    def waiting(self, run: int) -> tuple[Report, ...]:
        """Return the reports of a run that nobody has taken yet, and leave them there."""
        with self._lock:
            return tuple(report for report in self._reports if report.run == run)

    def ask(self, run: int, wish: Wish) -> None:
        """Ask for a snapshot of a run; a wish not yet met is replaced."""
        with self._lock:
            waiting = self._wishes.get(run)
            self._wishes[run] = wish
        if waiting is None and self._wake is not None:
            self._wake()

    def wish_of(self, run: int) -> Wish | None:
        """Return the wish for pictures of a run, if one waits, and leave it there."""
        with self._lock:
            return self._wishes.get(run)

    def take_wish(self, run: int) -> Wish | None:
        """Return the wish for pictures of a run, if one waits, and take it off the list."""
        with self._lock:
            return self._wishes.pop(run, None)

    def show(self, snapshot: Snapshot) -> None:
        """Leave a snapshot in the place of an older one of its run."""
        with self._lock:
            self._snapshots[snapshot.run] = snapshot

    def take_snapshots(self) -> list[Snapshot]:
        """Return the newest snapshot of every run that has one, once."""
        with self._lock:
            snapshots = list(self._snapshots.values())
            self._snapshots.clear()
        return snapshots
