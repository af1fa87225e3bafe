"""What panels share that draw the history of a run: when to draw, and when to begin anew."""

from __future__ import annotations

from typing import Any

from nnsim.training.columns import Columns
from nnsim.training.history import History
from nnsim.ui.panel import Panel


class HistoryPanel(Panel):
    """Draws the history in the feed whenever it has grown.

    A panel says with `begin` how it makes room for the layers of a run, called again when they are
    renamed, and with `draw` how it draws.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._history: History | None = None
        self._columns: Columns | None = None
        self._version = -1

    def begin(self, history: History | None) -> None:
        """Make room for the layers of a run; None forgets the last one."""

    def draw(self, history: History) -> None:
        """Draw `history` as it is now."""
        raise NotImplementedError

    def show_frame(self) -> None:
        history = self.feed.history
        if history is None or not len(history.readings):
            if self._history is not None or not self.notice:
                self.clear()
            return
        if history is not self._history or history.columns != self._columns:
            # Whatever asks to redraw meanwhile must not draw the last run into the new one's room.
            self._history = None
            self.begin(history)
        elif history.version == self._version:
            return
        self._history, self._columns, self._version = history, history.columns, history.version
        self.draw(history)

    def forget(self) -> None:
        """Begin anew with the next frame, whatever it brings."""
        self._history = self._columns = None
        self._version = -1
        self.begin(None)

    def redraw(self) -> None:
        """Draw what is shown once more: how it is shown has changed."""
        if self._history is not None:
            self.draw(self._history)
