"""What becomes of runs that play no more: they are kept, until there are too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nnsim.data.files.opening import path_of
from nnsim.training.messages import Retired
from nnsim.ui.sitting.run_entry import RunEntry
from nnsim.ui.sitting.runs import Runs
from nnsim.ui.sitting.sitting import Sitting

MOST_SHOWN = 4
"""Earlier runs whose curves are drawn although nobody asked for them."""
MOST_RUNS = 48
MOST_BYTES = 200_000_000
"""Of what earlier runs have learned, moments apart: these have a budget of their own."""


class Retirement:
    """Keeps runs as they retire, and lets go of the oldest."""

    def __init__(self, sitting: Sitting, runs: Runs) -> None:
        self._budget = sitting.trainer.budget
        self._runs = runs
        self._drawn = 0
        sitting.feed.news.retired.connect(self._on_retired)
        runs.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        """Where another run is drawn, hide those that do not belong beside it."""
        if self._drawn != self._runs.number:
            self._drawn = self._runs.number
            if self._hide():
                self._runs.changed.fire()

    def _on_retired(self, report: Retired) -> None:
        runs = self._runs
        if report.run not in runs:
            self._budget.remove(report.keeper)
            return
        entry = runs[report.run]
        retired = replace(entry, learned=report.learned, keeper=report.keeper, in_background=False)
        if not retired.is_worth_keeping:
            runs.drop(retired)
        elif report.run != runs.number:
            runs.put(retired, quietly=True)
            self._make_room()
            runs.changed.fire()

    def _make_room(self) -> None:
        """Hide all but the newest that nobody asked for, and let go of the oldest where there are too many."""
        self._hide()
        runs = self._runs
        waiting = [entry for entry in runs.earlier if entry.learned is not None]
        # The hidden ones first, the oldest of them before others.
        waiting.sort(key=lambda entry: entry.shown)
        while len(waiting) > 1 and (len(runs.earlier) > MOST_RUNS or _bytes(waiting) > MOST_BYTES):
            runs.let_go_of(waiting.pop(0))

    def _hide(self) -> bool:
        """Hide all but the newest that nobody asked for; return whether there were any others.

        Those of other data than the run that is drawn are hidden, too: their losses are of another size, and would
        press its curves flat.
        """
        runs = self._runs
        unasked = [e for e in runs.earlier if e.learned is not None and e.shown and not e.chosen]
        alike = [entry for entry in unasked if runs.current is None or _of_like_data(entry, runs.current)]
        hidden = [entry for entry in unasked if entry not in alike[-MOST_SHOWN:]]
        for entry in hidden:
            runs.put(replace(entry, shown=False), quietly=True)
        return bool(hidden)


def _of_like_data(one: RunEntry, other: RunEntry) -> bool:
    """Return whether two runs are of examples of one source, whatever its settings, with targets in one unit."""
    mine, theirs = one.project.data, other.project.data
    is_same = type(mine.source) is type(theirs.source) and path_of(mine.source) == path_of(theirs.source)
    return is_same and mine.scale_targets == theirs.scale_targets


def _bytes(entries: Iterable[RunEntry]) -> int:
    """Return the bytes of what runs have learned."""
    return sum(entry.learned.moment.nbytes for entry in entries if entry.learned is not None)
