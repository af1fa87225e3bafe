"""Which step of the run on the screen is looked at: the present, one of the past, or one on the way there."""

from __future__ import annotations

from nnsim.ui.sitting.live import LiveFeed


class Gaze:
    """Where one looks.

    While a step is asked for and the run does not stand there yet, that step counts as looked at; then
    what the run says of itself.
    """

    def __init__(self, feed: LiveFeed) -> None:
        self._feed = feed
        self._wish: int | None = None
        """The step that was asked for, until the run stands there."""
        self._run = 0
        """Number of the run that was on the screen last."""
        feed.news.changed.connect(self._on_feed)

    @property
    def latest(self) -> int:
        """The step that training has come to."""
        state = self._feed.state
        return 0 if state is None else max(state.step, state.latest)

    @property
    def step(self) -> int | None:
        """The step that is looked at, or on the way to; None: the present."""
        if self._wish is not None:
            return self._wish if self._wish < self.latest else None
        return self._feed.past_step

    def turn_to(self, step: int) -> None:
        """Take note that the run was told to stand at `step`."""
        self._wish = step

    def rest(self) -> None:
        """Take note that the run goes on by itself from where it stands."""
        self._wish = None

    def _on_feed(self) -> None:
        state = self._feed.state
        run, self._run = self._run, self._feed.shown.run
        if state is None or run != self._run or state.asked == self._wish:
            self._wish = None
