"""Feeds the small signs of life: meters on the nodes, the health pill, the banner of advice."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QToolTip

from nnsim.base.text import tr
from nnsim.diagnosis.baseline import UNKNOWN
from nnsim.diagnosis.health import judge
from nnsim.diagnosis.verdict import Health
from nnsim.diagnosis.vitals import Circumstances, Vitals, read_vitals
from nnsim.document.repair import Repair
from nnsim.training.history import History
from nnsim.training.messages import Diverged
from nnsim.training.picture import Asked
from nnsim.training.quantities import GRADIENT
from nnsim.ui.canvas.view import CanvasView
from nnsim.ui.session import Session
from nnsim.ui.top_bar import TopBar
from nnsim.ui.widgets.messages import Banner
from nnsim.ui.widgets.style import wrapped

SHOW_EVERY = 0.2
"""Seconds between two readings on the nodes: nobody reads numbers that change faster."""
JUDGE_EVERY = 3
"""Readings between two verdicts."""
MARGIN = 16
MOST_SHARE = 0.6
"""Share of the canvas that the banner may cover; beyond it, it shows its title only."""


class VitalsViewer(QObject):
    """A viewer of the live feed for everything that is smaller than a panel."""

    def __init__(self, session: Session, canvas: CanvasView, bar: TopBar) -> None:
        super().__init__(canvas)
        self._session = session
        self._canvas = canvas
        self._bar = bar
        self._frame = 0
        self._version = -1
        self._shown = 0.0
        self._diverged = False
        self._played = False
        self._dismissed = self._asked = ""
        self._known = Circumstances()
        self._baseline = UNKNOWN
        self._known_of: tuple[object, ...] = ()
        self.health = Health("neutral", "")
        self.banner = Banner("warning", parent=canvas, closable=True)
        self.banner.hide()
        self.banner.dismissed.connect(self._dismiss)
        self._button = self.banner.add_action("", self._cure)
        canvas.installEventFilter(self)
        self._leave = [
            session.feed.diverged.connect(self._on_divergence),
            session.feed.changed.connect(self._on_state),
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
        history = self._session.feed.history
        if history is None or history.version == self._version:
            return
        now = time.monotonic()
        if self._session.feed.playing and now - self._shown < SHOW_EVERY:
            return
        self._shown = now
        self._version = history.version
        self._show_meters(history)
        self._frame += 1
        if self._frame % JUDGE_EVERY == 1 or not self._session.feed.playing:
            self._judge()

    def clear(self) -> None:
        """Forget the run."""
        self._version = -1
        self._shown = 0.0
        self._diverged = False
        self._dismissed = self._asked = ""
        self._canvas.set_meters({})
        self._judge()

    def explain(self) -> None:
        """Say what is behind the pill's words."""
        self._dismissed, self._asked = "", self.health.words
        self._show_banner()
        if not self.banner.isVisible():
            text = self.health.text or self.health.words
            QToolTip.showText(
                self._bar.health.mapToGlobal(self._bar.health.rect().bottomLeft()), wrapped(text)
            )

    def _show_meters(self, history: History) -> None:
        if not self._canvas.isVisible() or not len(history.readings):
            return
        # The newest bucket, as in the panel: the same quantity reads the same everywhere.
        columns = history.columns.of(GRADIENT)
        newest = history.readings.newest()[columns]
        nodes = (layer.node for layer in history.columns.layers)
        self._canvas.set_meters(
            {node: float(v) if math.isfinite(v) else None for node, v in zip(nodes, newest, strict=True)}
        )

    def _on_divergence(self, _report: Diverged) -> None:
        self._diverged = True
        self._judge()

    def _on_state(self) -> None:
        """Forget a divergence once somebody plays on after it."""
        playing = self._session.feed.playing
        if playing and not self._played:
            self._diverged = False
        if playing != self._played:
            self._played = playing
            self._judge()

    def _judge(self) -> None:
        ready = self._session.can_train or self._diverged
        workspace = self._session.workspace
        if ready:
            self.health = judge(self._vitals(), workspace.project)
        else:
            runs = workspace.resolved.can_run
            self.health = Health("neutral", tr("Runs, cannot train") if runs else tr("Not ready yet"))
        self._bar.show_health(self.health)
        self._show_banner()

    def _vitals(self) -> Vitals:
        feed = self._session.feed
        if feed.history is None:
            return Vitals(diverged=self._diverged, known=self._known)
        steps = feed.state.step if feed.state is not None else 0
        return read_vitals(feed.history, steps, self._known, diverged=self._diverged)

    def _on_resolved(self) -> None:
        """Work out anew what is known of the run besides its history: another network, or other data."""
        workspace = self._session.workspace
        resolved, training = workspace.resolved, workspace.project.training
        known_of = (resolved.stages, resolved.outputs, resolved.can_train, training.rule, workspace.prepared)
        if known_of != self._known_of:
            self._known_of = known_of
            self._known = Circumstances.of(resolved, training, workspace.prepared, self._baseline)
            if resolved.can_train:
                self._baseline = self._known.baseline
        self._judge()

    # ---- the banner --------------------------------------------------------------------------

    def _show_banner(self) -> None:
        health = self.health
        unasked = health.urgent and health.words != self._dismissed
        wanted = bool(health.title) and (unasked or health.words == self._asked)
        if wanted:
            self.banner.set_content(health.mood, health.title, health.text)
            self._offer(health.cure)
            self._place_banner()
        if wanted != self.banner.isVisible():
            self.banner.setVisible(wanted)
            if wanted:
                self.banner.raise_()

    def _offer(self, cure: Repair | None) -> None:
        """Show the button of a cure, or none."""
        label = cure.label if cure is not None else ""
        if self._button.text() != label:
            self._button.setText(label)
            self._button.setAccessibleName(label)
        self._button.setVisible(bool(label))

    def _cure(self) -> None:
        cure = self.health.cure
        if cure is not None:
            # The button goes with what it cured, and would hand the focus to whatever field comes next.
            self._canvas.setFocus()
            self._session.mending.cure(cure)

    def _dismiss(self) -> None:
        self._dismissed, self._asked = self.health.words, ""
        self.banner.hide()

    def _place_banner(self) -> None:
        width = min(self._canvas.width() - 2 * MARGIN, 960)
        self.banner.set_brief(False)
        if self.banner.height_for(width) > MOST_SHARE * self._canvas.height():
            self.banner.set_brief(True)
        height = self.banner.height_for(width)
        self.banner.setGeometry(
            (self._canvas.width() - width) // 2, self._canvas.height() - height - MARGIN, width, height
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.Resize and self.banner.isVisible():
            self._place_banner()
        return super().eventFilter(watched, event)
