"""The foot of the window: where training stands, what is selected, when it was last kept."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan

from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from nnsim.base.text import ntr, tr
from nnsim.figures.scalars import counted
from nnsim.training.metric_names import least_accuracy
from nnsim.training.picture import Asked
from nnsim.ui import fonts
from nnsim.ui.session import Session
from nnsim.ui.widgets.labels import ElidedLabel, SpareLabel
from nnsim.ui.widgets.style import button


class Foot(QStatusBar):
    """A viewer of the live feed that shows step and losses in figures."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setSizeGripEnabled(False)
        self.setAccessibleName(tr("Status"))
        self.setContentsMargins(12, 0, 12, 0)
        self._step = QLabel()
        self._losses = ElidedLabel()
        self._network = QLabel()
        self._kept = SpareLabel()
        for shown in (self._step, self._losses):
            shown.setFont(fonts.tabular(fonts.ui_font()))
            self.addWidget(shown)
        self.problems = button("", None, variant="link")
        self.problems.setToolTip(tr("Leads to the next problem (F8)"))
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
            session.feed.changed.connect(self.show_frame),
        ]
        self._show_network()
        self.show_frame()

    def release(self) -> None:
        """Stop listening to the session: the window closes."""
        for leave in self._leave:
            leave()

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
        """Show the newest figures."""
        feed = self._session.feed
        step = feed.state.step if feed.state is not None else 0
        self._step.setText(tr("Step {n}").format(n=f"{step:,}") + self._rate() + self._counted())
        last = feed.history.last_evaluation if feed.history is not None else None
        if last is None:
            self._losses.set_texts("", "")
            return
        if isnan(last.train_loss):
            # No loss reads the network: there is nothing to tell.
            self._losses.set_texts("", "")
            return
        parts = [tr("training loss {x}").format(x=f"{last.train_loss:.4g}")]
        if last.val_loss is not None:
            parts.append(tr("validation loss {x}").format(x=f"{last.val_loss:.4g}"))
        accuracy = least_accuracy(last.metrics, "val")
        if accuracy is not None:
            value, layer = accuracy
            said = tr("validation accuracy {x} %").format(x=f"{100 * value:.1f}")
            parts.append(f"{said} ({layer})" if layer else said)
        self._losses.set_texts(" · ".join(parts), parts[0])

    def _rate(self) -> str:
        """Return the learning rate in force where a schedule or warm-up makes it another than the one set."""
        state, chosen = self._session.feed.state, self._session.workspace.project.training.learning_rate
        if state is None or state.rate is None or abs(state.rate - chosen) <= 1e-5 * chosen:
            return ""
        return " · " + tr("learning rate {x}").format(x=f"{state.rate:.3g}")

    def _counted(self) -> str:
        """Return what the rule has counted so far."""
        history = self._session.feed.history
        if history is None or not len(history.readings):
            return ""
        last = history.readings.last
        return "".join(" · " + counted(s, last[at]) for s, at in history.columns.scalars if s.total)

    def clear(self) -> None:
        """Forget the run."""
        self.show_frame()
