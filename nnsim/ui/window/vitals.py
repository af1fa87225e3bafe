"""Feeds the small signs of life: meters on the nodes, the health pill, the banners of advice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from nnsim.diagnosis.opinion import Opinion
from nnsim.training.history import History
from nnsim.training.picture import Asked
from nnsim.ui.canvas import meters
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.doctor.counsel import Counsel
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.advice import Advice
from nnsim.ui.window.top_bar import TopBar

SHOW_EVERY = 0.2
"""Seconds between two readings that are shown: nobody reads numbers that change faster."""


class VitalsViewer:
    """A viewer of the live feed for everything that is smaller than a panel.

    Attributes
    ----------
    counsel
        What is said unasked.
    advice
        The banner over the canvas.
    """

    def __init__(
        self,
        session: Session,
        canvas: CanvasView,
        bar: TopBar,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._canvas = canvas
        self._bar = bar
        self._clock = clock
        self._shown_at = self._clock() - SHOW_EVERY
        self._shown: object = None
        self._ward = session.labs.ward
        self.counsel = Counsel()
        self.advice = Advice(canvas, canvas.deeds.navigator)
        self.counsel.add(self.advice.banner, self.advice.show)
        self._leave = self._ward.changed.connect(self._tell)
        self._tell()

    @property
    def opinion(self) -> Opinion:
        """What is said of the run."""
        return self._ward.opinion

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        self._leave()

    def isVisible(self) -> bool:
        """Return True: the meters are cheap."""
        return True

    def wants(self) -> Iterable[Asked]:
        """Return that no picture is needed."""
        return ()

    def show_frame(self) -> None:
        """Draw what is new."""
        feed = self._session.feed
        history, step = feed.history, feed.past_step
        if history is None or (step, history.version) == self._shown:
            return
        is_soon = self._clock() - self._shown_at < SHOW_EVERY
        if feed.playing and step is None and is_soon:
            return
        self._shown, self._shown_at = (step, history.version), self._clock()
        self._show_meters(history, step)

    def clear(self) -> None:
        """Forget the run."""
        self._shown = None
        self.counsel.forget()
        self._canvas.canvas.set_meters({})
        self._tell()

    def _show_meters(self, history: History, step: int | None) -> None:
        follows_none = bool(self._session.workspace.project.training.rule.why_no_gradient)
        if self._canvas.isVisible() and len(history.readings) and not follows_none:
            self._canvas.canvas.set_meters(meters.norms(history, step))

    def _tell(self) -> None:
        self._bar.show_health(self.opinion)
        self.counsel.show(self.opinion)
