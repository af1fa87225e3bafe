"""Cures that are no use, were not tried, or wait: in a few lines, or in all."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt

from nnsim.base.text import ntr, tr
from nnsim.diagnosis.trial import Trial
from nnsim.ui.doctor.striped import StripedCard
from nnsim.ui.doctor.trial_words import came_to
from nnsim.ui.doctor.verdict_card import wrapping
from nnsim.ui.widgets.style import button

_FEW = 4
"""Lines until somebody asks for all."""


class OtherTrials(StripedCard):
    """Says what became of trials; many with the same reason are one line, until somebody asks for each."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = wrapping("")
        self._brief: list[str] = []
        self._each: list[str] = []
        self._all = False
        self.more = button("", self._toggle, variant="flat")
        self.column.addWidget(self._lines)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_trials(self, trials: list[Trial], *, at_work: bool) -> None:
        """Show what became of them; `at_work`: those that were not tried yet will be."""
        in_vain = [t for t in trials if t.share >= 1 and t.cured]
        others = [*_waiting(trials, at_work), *_not_tried(trials)]
        self._brief = [*_in_brief(in_vain), *others]
        self._each = [*(_line(trial) for trial in in_vain), *others]
        self.setVisible(bool(self._each))
        self._show()

    def _toggle(self) -> None:
        self._all = not self._all
        self._show()

    def _show(self) -> None:
        text = "\n".join(self._each if self._all else self._brief[:_FEW])
        self._lines.setText(text)
        self.setAccessibleName(text)
        self.more.setText(tr("Show fewer") if self._all else tr("Show all that was tried"))
        self.more.setVisible(self._each != self._brief[:_FEW])


def _in_brief(in_vain: list[Trial]) -> list[str]:
    """Return a line for each, and one for all that have a reason in common."""
    shared = Counter(trial.why_not for trial in in_vain if trial.why_not)
    lines = [_line(trial) for trial in in_vain if shared[trial.why_not] < 2]
    for reason, n in shared.items():
        if n > 1:
            lines.append(ntr("{n} in vain: {reason}", "{n} in vain: {reason}", n).format(n=n, reason=reason))
    return lines


def _line(trial: Trial) -> str:
    cure = " · ".join(filter(None, (trial.label, came_to(trial), trial.why_not)))
    return tr("Did not help: {cure}").format(cure=cure)


def _not_tried(trials: list[Trial]) -> list[str]:
    reasons = Counter(trial.why_not for trial in trials if trial.why_not and not trial.cured)
    return [
        ntr("{n} not tried: {reason}", "{n} not tried: {reason}", n).format(n=n, reason=reason)
        for reason, n in reasons.items()
    ]


def _waiting(trials: list[Trial], at_work: bool) -> list[str]:
    n = sum(not trial.why_not and not trial.cured for trial in trials)
    text = ntr("{n} cure waits.", "{n} cures wait.", n)
    if not at_work:
        text = ntr("{n} cure was not tried.", "{n} cures were not tried.", n)
    return [text.format(n=n)] if n else []
