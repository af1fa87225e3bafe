"""What panels share that draw the history of a run: what they watch, when to draw, and when to begin anew."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from PySide6.QtGui import QResizeEvent

from nnsim.base.text import tr
from nnsim.figures.watched import Watched
from nnsim.training.columns import Columns
from nnsim.training.history import History
from nnsim.training.messages import Evaluation
from nnsim.ui.panel import Panel
from nnsim.ui.widgets.frame_skip import CURVES_MS, FrameSkip


class HistoryPanel(Panel):
    """Draws the history in the feed when it has grown, other runs behind it, or all as it was at a step.

    While a run trains, not every frame is drawn: curves over thousands of steps move little in one.

    A panel says with `begin` how it makes room for the layers of a run, called again when they are
    renamed, and with `draw` how it draws.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._watched: tuple[Watched, ...] = ()
        self._step: float | None = None
        self._there: tuple[float | None, Evaluation | None] = (None, None)
        """The step that is shown, and what was measured there."""
        self._history: History | None = None
        self._columns: Columns | None = None
        self._version: Hashable = None
        self._skip = FrameSkip(CURVES_MS)

    # ---- what is watched ------------------------------------------------------------------------

    @property
    def watched(self) -> tuple[Watched, ...]:
        """The runs on shared axes: the main one, then those behind it; empty: the run in the feed alone."""
        return self._watched

    @watched.setter
    def watched(self, runs: Sequence[Watched]) -> None:
        self._watched = tuple(runs)
        self._version = None
        self.show_frame()
        self.redraw()

    @property
    def main(self) -> History | None:
        """The history of the run itself; None while there is none."""
        return self._watched[0].history if self._watched else self.feed.history

    @property
    def behind(self) -> tuple[Watched, ...]:
        """The other runs, those that have something to be drawn."""
        return tuple(w for w in self._watched[1:] if len(w.history.readings))

    def keyed(self) -> Iterator[tuple[str, Watched]]:
        """Yield the runs behind, each with its key in the legend."""
        for i, run in enumerate(self.behind):
            yield f"run {run.key or i}", run

    def caption(self) -> str:
        """Return the line under figures; with others behind it, the names of all runs are in it."""
        behind = ", ".join(run.name for run in self.behind)
        if not behind:
            return super().caption()
        return tr("{run}: {caption} · behind it: {others}").format(
            run=self._watched[0].name, caption=super().caption(), others=behind
        )

    @property
    def at_rest(self) -> bool:
        """Whether a moment is looked at that stays: what changes in every frame is shown at once there."""
        return not self.feed.playing or self._step is not None

    @property
    def step(self) -> float | None:
        """The step at which all is shown as it was; None: as it is now."""
        return self._step

    # ---- what a panel says ----------------------------------------------------------------------

    def begin(self, history: History | None) -> None:
        """Make room for the layers of a run; None forgets the last one."""

    def draw(self, history: History) -> None:
        """Draw `history` as it is now, or as it was at `step`."""
        raise NotImplementedError

    # ---- when -----------------------------------------------------------------------------------

    def show_frame(self) -> None:
        step = self.feed.past_step
        there = step, None if step is None else self.feed.evaluation
        if there != self._there:
            self._step, self._there, self._version = step, there, None
        history = self.main
        # Before its first step a run has nothing to be drawn, but those behind it have.
        if history is None or not (len(history.readings) or self.behind):
            if self._history is not None or not self.notice:
                self.clear()
            return
        # When training rests all is shown once more: what waited for its beat, too.
        version = (
            self.at_rest,
            history.version,
            *((id(w.history), w.history.version) for w in self._watched[1:]),
        )
        if history is not self._history or history.columns != self._columns:
            # Whatever asks to redraw meanwhile must not draw the last run into the new one's room.
            self._history = None
            self.begin(history)
        elif version == self._version or not (self.at_rest or self._skip.picks()):
            return
        self._history, self._columns, self._version = history, history.columns, version
        self.draw(history)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # As many points as there are pixels now.
        self._version = None

    def forget(self) -> None:
        """Begin anew with the next frame, whatever it brings."""
        self._history = self._columns = None
        self._version = None
        self.begin(None)

    def redraw(self) -> None:
        """Draw what is shown once more: how it is shown has changed."""
        if self._history is not None:
            self.draw(self._history)
