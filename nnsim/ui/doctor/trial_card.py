"""One tried cure, as a card: what it came to beside the network as it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.diagnosis.trial import Trial
from nnsim.document.project import Project
from nnsim.ui.doctor.share_bar import ShareBar
from nnsim.ui.doctor.striped import StripedCard
from nnsim.ui.doctor.trial_curves import TrialCurves
from nnsim.ui.doctor.trial_words import came_to, effort, how_far, losses_came_to, losses_compare
from nnsim.ui.doctor.verdict_card import wrapping
from nnsim.ui.look import fonts
from nnsim.ui.widgets.style import button, label, set_property, wrapped

Deed = Callable[[Trial], object]


class TrialCard(StripedCard):
    """Shows a trial: at length where it helped or is under way, else in a line or two.

    Parameters
    ----------
    sick
        The project as it is.
    accept, compare
        What its buttons do.
    """

    def __init__(self, trial: Trial, sick: Project, accept: Deed, compare: Deed) -> None:
        super().__init__()
        self._sick = sick
        self.trial = trial
        self._title = wrapping("", tone="")
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold))
        self._result, self._words, self._edits = label(""), wrapping(""), wrapping("")
        self._result.setFont(fonts.tabular(fonts.ui_font()))
        self._bar, self.curves, self._effort = ShareBar(), TrialCurves(), wrapping("")
        self.accept = button(tr("Accept"), lambda: accept(self.trial), variant="primary")
        self.compare = button(tr("Compare"), lambda: compare(self.trial), variant="pill")
        self.compare.setToolTip(
            wrapped(tr("Train a twin with this cure beside the network, from the same seed"))
        )
        self._foot = QWidget()
        self._lay_out()
        self.show_trial(trial)

    def show_trial(self, trial: Trial) -> None:
        """Show the same trial as it stands now."""
        self.trial = trial
        is_at_work = 0 < trial.share < 1 and not trial.why_not
        same = losses_compare(trial, self._sick)
        self._title.setText(trial.label)
        self._result.setText(came_to(trial))
        self._result.setVisible(bool(self._result.text()))
        set_property(self._result, "tone", "good" if trial.helped else "muted")
        further = losses_came_to(trial) if same and trial.helped else ""
        self._words.setText(" · ".join(filter(None, (how_far(trial), further, trial.note))))
        self._words.setVisible(bool(self._words.text()))
        self._edits.setText(" · ".join(trial.edits) if trial.helped else "")
        self._edits.setVisible(trial.helped and bool(trial.edits) and trial.edits != (trial.label,))
        self._bar.setVisible(is_at_work)
        self._bar.show_share(trial.share)
        self.curves.setVisible(bool(trial.cured) and (trial.helped or is_at_work))
        if not self.curves.isHidden():
            self.curves.show_trial(trial, losses=same)
        offered = trial.helped or (bool(trial.note) and trial.share >= 1 and not trial.why_not)
        self._foot.setVisible(offered)
        self._effort.setText(effort(trial))
        self._tell(trial)

    def _tell(self, trial: Trial) -> None:
        told = (trial.label, self._result.text(), self._words.text())
        self.setAccessibleName(", ".join(filter(None, told)))
        self.setToolTip(wrapped("\n".join((*trial.edits, effort(trial))) if trial.cured else ""))
        self.accept.setAccessibleName(tr("Accept: {cure}").format(cure=trial.label))
        self.accept.setToolTip(
            wrapped(
                tr("One step that can be undone; training begins anew")
                if trial.begins_anew
                else tr("One step that can be undone; training goes on")
            )
        )
        self.compare.setAccessibleName(tr("Compare: {cure}").format(cure=trial.label))

    def _lay_out(self) -> None:
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 2, 0, 0)
        foot.setSpacing(8)
        foot.addWidget(self.accept)
        foot.addWidget(self.compare)
        foot.addWidget(self._effort, 1)
        shown = (self._title, self._result, self._words, self._bar, self.curves, self._edits, self._foot)
        for widget in shown:
            self.column.addWidget(widget)
