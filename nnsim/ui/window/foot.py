"""The foot of the window: where training stands, what is selected, when it was last kept."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar

from nnsim.base.text import ntr, tr
from nnsim.figures.scalars import counted, is_old
from nnsim.training.metric_names import least_accuracy
from nnsim.training.picture import Asked
from nnsim.ui.look import fonts
from nnsim.ui.place import Place, Use
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.beat import TEXTS_MS, Beat
from nnsim.ui.widgets.labels import ElidedLabel, FittingLabel, SpareLabel
from nnsim.ui.widgets.style import button
from nnsim.ui.window.history_bar import HistoryBar
from nnsim.ui.window.numpy_sign import NumPySign


class Foot(QStatusBar):
    """A viewer of the live feed that shows step and losses in figures."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._beat = Beat(TEXTS_MS, self._show_figures, self)
        self.setSizeGripEnabled(False)
        self.setAccessibleName(tr("Status"))
        self.setContentsMargins(12, 0, 12, 0)
        self._step = ElidedLabel()
        self._losses = FittingLabel()
        self._network = SpareLabel()
        self.history = HistoryBar(session, self._step)
        self._kept = SpareLabel()
        for shown in (self._step, self._losses):
            shown.setFont(fonts.tabular(fonts.ui_font()))
        self.addWidget(self.history)
        self.addWidget(self._losses, 1)
        self.problems = button("", None, variant="link")
        self.problems.setToolTip(tr("Leads to the next problem (F8)"))
        self.numpy = NumPySign()
        self.addPermanentWidget(self.numpy)
        self.addPermanentWidget(self.problems)
        for shown in (self._network, self._kept):
            shown.setProperty("tone", "muted")
            self.addPermanentWidget(shown)
        self.progress = QProgressBar()
        self.progress.setFixedWidth(160)
        self.cancel: QPushButton = button(tr("Cancel"), session.loader.cancel, variant="flat")
        for widget in (self.progress, self.cancel):
            widget.hide()
            self.addPermanentWidget(widget)
        self._leave = [
            session.workspace.resolved_changed.connect(self._show_network),
            session.loader.progressed.connect(self._show_progress),
            session.loader.finished.connect(lambda *_: self._end_progress()),
            session.feed.news.changed.connect(self.show_frame),
        ]
        self._show_network()
        self.show_frame()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()
        self.history.release()

    def follow(self, place: type[Place]) -> None:
        """Show what a place has a use for."""
        self.history.setVisible(Use.HISTORY in place.uses)

    def show_kept(self, text: str) -> None:
        """Say when the work was last kept."""
        self._kept.setText(text)

    def _show_network(self) -> None:
        resolved = self._session.workspace.resolved
        n = resolved.total_parameters
        self._network.setText(ntr("{n} parameter", "{n} parameters", n).format(n=f"{n:,}"))
        errors = len(resolved.errors)
        text = ntr("{n} problem", "{n} problems", errors).format(n=errors)
        self.problems.setText(tr("Cannot train") if resolved.rule_was_asked else text)
        self.problems.setVisible(bool(errors))

    def _show_progress(self, share: float, doing: str) -> None:
        self.progress.setValue(int(100 * share))
        self.progress.setToolTip(doing)
        self.progress.show()
        self.cancel.show()

    def _end_progress(self) -> None:
        self.progress.hide()
        self.cancel.hide()

    # ---- as a viewer of the feed ---------------------------------------------------------------

    def wants(self) -> Iterable[Asked]:
        """Return that no picture is needed."""
        return ()

    def show_frame(self) -> None:
        """Show the newest figures; while they change all the time, as often as they can be read."""
        feed = self._session.feed
        self._beat.ask(at_once=not feed.playing or feed.past_step is not None)

    def _show_figures(self) -> None:
        feed = self._session.feed
        self._show_step()
        self.numpy.show_reason(feed.state.why_numpy if feed.state is not None else "")
        last = feed.evaluation
        if last is None or isnan(last.train_loss):
            # Of a network whose loss nobody reads there is nothing to tell.
            self._losses.set_lengths("")
            return
        parts = [tr("training loss {x}").format(x=f"{last.train_loss:.4g}")]
        brief = [tr("loss {x}").format(x=f"{last.train_loss:.3g}")]
        if last.val_loss is not None:
            parts.append(tr("validation loss {x}").format(x=f"{last.val_loss:.4g}"))
            brief.append(tr("val. {x}").format(x=f"{last.val_loss:.3g}"))
        accuracy = least_accuracy(last.metrics, "val")
        if accuracy is not None:
            value, layer = accuracy
            said = tr("validation accuracy {x} %").format(x=f"{100 * value:.1f}")
            parts.append(f"{said} ({layer})" if layer else said)
            brief.append(tr("accuracy {x} %").format(x=f"{100 * value:.1f}"))
        step = feed.state.step if feed.state is not None else last.step
        if is_old(last.step, step):
            parts.append(tr("measured at step {n}").format(n=f"{last.step:,}"))
            brief.append(tr("of step {n}").format(n=f"{last.step:,}"))
        self._losses.set_lengths(" · ".join(parts), " · ".join(brief), parts[0], brief[0])

    def _show_step(self) -> None:
        state, more = self._session.feed.state, self._rate() + self._counted()
        step, latest = (state.step, max(state.step, state.latest)) if state is not None else (0, 0)
        text = tr("Step {n}").format(n=f"{step:,}")
        both = tr("Step {n} / {latest}")
        if step < latest:
            text = both.format(n=f"{step:,}", latest=f"{latest:,}")
        self._step.setText(text + more)
        # Room for the longest there can be, so that what stands behind it keeps its place while one looks back.
        widest = both.format(n=f"{latest:,}", latest=f"{latest:,}") + more
        room = self._step.fontMetrics().horizontalAdvance(widest) + 2
        if room != self._step.minimumWidth():
            self._step.setMinimumWidth(room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.history.fit(event.size().width())

    def _rate(self) -> str:
        """Return the learning rate in force where a schedule or warm-up makes it another than the one set."""
        state = self._session.feed.state
        if state is None or state.rate is None:
            return ""
        chosen = (state.training or self._session.workspace.training).learning_rate
        if abs(state.rate - chosen) <= 1e-5 * chosen:
            return ""
        return " · " + tr("learning rate {x}").format(x=f"{state.rate:.3g}")

    def _counted(self) -> str:
        """Return what the rule has counted so far."""
        history, past = self._session.feed.history, self._session.feed.past_step
        if history is None or not len(history.readings):
            return ""
        last = history.readings.last if past is None else np.nan_to_num(history.readings.at(past))
        return "".join(" · " + counted(s, last[at]) for s, at in history.columns.scalars if s.total)

    def clear(self) -> None:
        """Forget the run."""
        self.show_frame()
