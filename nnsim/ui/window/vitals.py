"""Feeds the small signs of life: meters on the nodes, the health pill, the banner of advice."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QToolTip

from nnsim.base.text import tr
from nnsim.diagnosis.verdict import Health
from nnsim.diagnosis.watch import Watch
from nnsim.training.history import History
from nnsim.training.messages import Diverged
from nnsim.training.picture import Asked
from nnsim.ui.canvas import meters
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.style import wrapped
from nnsim.ui.window.advice import Advice
from nnsim.ui.window.top_bar import TopBar


class VitalsViewer:
    """A viewer of the live feed for everything that is smaller than a panel."""

    def __init__(self, session: Session, canvas: CanvasView, bar: TopBar) -> None:
        self._session = session
        self._canvas = canvas
        self._bar = bar
        self._watch = Watch()
        self._step: int | None = None
        self._looked_back = False
        self.health = Health("neutral", "")
        self.advice = Advice(canvas, canvas.deeds.navigator, session.mending, session.twins)
        self._leave = [
            session.feed.news.diverged.connect(self._on_divergence),
            session.feed.news.changed.connect(self._on_state),
            session.workspace.resolved_changed.connect(self._on_resolved),
        ]
        self._on_resolved()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

    def isVisible(self) -> bool:
        """Return True: the pill is always in sight."""
        return True

    def wants(self) -> Iterable[Asked]:
        """Return that no picture is needed."""
        return ()

    def show_frame(self) -> None:
        """Draw what is new."""
        history, step = self._session.feed.history, self._session.feed.past_step
        if step != self._step:
            self._step = step
            if history is not None:
                self._show_meters(history)
        due = self._watch.look(history.version) if history is not None else ""
        if history is None or not due:
            return
        self._show_meters(history)
        if due == "judge":
            self._judge()

    def clear(self) -> None:
        """Forget the run."""
        self._watch.forget()
        self.advice.forget()
        self._canvas.canvas.set_meters({})
        self._judge()

    def explain(self) -> None:
        """Say what is behind the pill's words."""
        self.advice.ask_for(self.health)
        if not self.advice.banner.isVisible():
            text = self.health.text or self.health.words
            QToolTip.showText(
                self._bar.health.mapToGlobal(self._bar.health.rect().bottomLeft()), wrapped(text)
            )

    def _show_meters(self, history: History) -> None:
        follows_none = bool(self._session.workspace.project.training.rule.why_no_gradient)
        if self._canvas.isVisible() and len(history.readings) and not follows_none:
            self._canvas.canvas.set_meters(meters.norms(history, self._step))

    def _on_divergence(self, _report: Diverged) -> None:
        self._watch.diverge()
        self._judge()

    def _on_state(self) -> None:
        if self._watch.play(self._session.feed.playing) or self._looked_back != self._looks_back:
            self._judge()

    def _judge(self) -> None:
        self._looked_back = self._looks_back
        self.health = _of_the_past() if self._looked_back else self._verdict()
        self._bar.show_health(self.health)
        self.advice.show(self.health)

    @property
    def _looks_back(self) -> bool:
        """Whether what is shown is of the past, which nobody can mend."""
        return self._session.feed.past_step is not None

    def _verdict(self) -> Health:
        feed, workspace = self._session.feed, self._session.workspace
        return self._watch.verdict(
            feed.history,
            feed.state.step if feed.state is not None else 0,
            workspace.project,
            ready=self._session.network.can_train,
            runs=workspace.resolved.can_run,
        )

    def _on_resolved(self) -> None:
        workspace = self._session.workspace
        self._watch.learn(workspace.resolved, workspace.project.training, workspace.prepared)
        self._judge()


def _of_the_past() -> Health:
    """Return what the pill says while one looks back."""
    text = tr(
        "Everything is shown as it was at an earlier step. The present is judged when you come back to it."
    )
    return Health("neutral", tr("Looking back"), text=text)
