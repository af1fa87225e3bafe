"""Which runs the panels with curves draw: the one on the screen, and behind it those that are shown."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from nnsim.figures.watched import Watched
from nnsim.ui.history_panel import HistoryPanel
from nnsim.ui.look.theme import manager, theme
from nnsim.ui.panel import Panel
from nnsim.ui.sitting.session import Session


class Watching:
    """Tells panels what they watch, whenever that, its names or the colours change."""

    def __init__(self, session: Session, panels: Iterable[Panel]) -> None:
        self._session = session
        self._panels = [panel for panel in panels if isinstance(panel, HistoryPanel)]
        self._known: Hashable = ()
        feed = session.feed
        self._leave = [
            event.connect(self.refresh)
            for event in (session.runs.changed, feed.news.loaded, feed.news.changed, manager().changed)
        ]
        self.refresh()

    def release(self) -> None:
        """Listen no more."""
        for leave in self._leave:
            leave()

    def refresh(self) -> None:
        """Let the panels draw what is to be seen now."""
        watched = self._watched()
        known = tuple((w.name, w.colour, w.dash, id(w.history)) for w in watched)
        if known != self._known:
            self._known = known
            for panel in self._panels:
                panel.watched = watched

    def _watched(self) -> tuple[Watched, ...]:
        runs, shown, label = self._session.runs, self._session.feed.shown, self._session.twins.label
        current = runs.current
        # While the run is put aside nothing of it is shown, and nothing behind it.
        if current is None or shown.history is None or shown.run != current.number:
            return ()
        main = Watched(current.name, theme().series[0], "solid", shown.history, str(current.number))
        return main, *(entry.watched(label(entry)) for entry in reversed(runs.earlier) if entry.shown)
