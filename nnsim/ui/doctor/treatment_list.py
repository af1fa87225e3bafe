"""All cures that are tried, or were: first those that help, then what is under way, then the others in brief."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.diagnosis.trial import Treatment, Trial
from nnsim.ui.doctor.share_bar import ShareBar
from nnsim.ui.doctor.trial_card import TrialCard
from nnsim.ui.doctor.verdict_card import wrapping
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.labels import SectionHeading


class TreatmentList(QWidget):
    """Shows what was tried of the project that is open; hidden while nothing was.

    A card that helps never moves: those that come to help stand below it.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.cards: list[TrialCard] = []
        self._helped: list[str] = []
        self._case: object = None
        self._words, self._bar = wrapping(""), ShareBar()
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(SectionHeading(tr("Cures, tried on a same-seed twin")))
        whole.addWidget(self._words)
        whole.addWidget(self._bar)
        whole.addLayout(self._column)
        self.hide()

    def refresh(self) -> None:
        """Show everything as it is now."""
        healing = self._session.healing
        treatment, case = healing.treatment, healing.case
        self.setVisible(treatment is not None)
        if treatment is None or case is None:
            self._show((), None)
            return
        if case is not self._case:
            self._helped, self._case = [], case
        self._helped += [t.key for t in treatment.trials if t.helped and t.key not in self._helped]
        self._show(self._in_order(treatment), case.project)
        self._bar.setVisible(healing.is_at_work)
        self._bar.show_share(treatment.share)
        self._words.setText(healing.problem or _words(treatment, at_work=healing.is_at_work))
        self._words.setVisible(bool(self._words.text()))

    def _in_order(self, treatment: Treatment) -> tuple[Trial, ...]:
        by_key = {trial.key: trial for trial in treatment.trials}
        first = [by_key[key] for key in self._helped if key in by_key]
        others = [trial for trial in by_key.values() if trial.key not in self._helped]
        # What is under way, what was tried, what was not, what waits.
        others.sort(key=lambda t: (not 0 < t.share < 1, t.share < 1, not t.why_not))
        return (*first, *others)

    def _show(self, trials: tuple[Trial, ...], sick: object) -> None:
        if [trial.key for trial in trials] != [card.trial.key for card in self.cards]:
            kept = {card.trial.key: card for card in self.cards}
            wanted = {trial.key for trial in trials}
            if not wanted & set(kept):
                let_all_go(self._column)
                kept = {}
            healing = self._session.healing
            case = healing.case
            made = []
            for trial in trials:
                card = kept.pop(trial.key, None)
                if card is None:
                    assert case is not None
                    card = TrialCard(trial, case.project, healing.accept, healing.compare)
                made.append(card)
            for gone in kept.values():
                gone.hide()
                gone.deleteLater()
            self.cards = made
            for place, card in enumerate(made):
                self._column.insertWidget(place, card)
        for card, trial in zip(self.cards, trials, strict=True):
            card.show_trial(trial)


def _words(treatment: Treatment, *, at_work: bool) -> str:
    """Return how the whole work stands."""
    if at_work:
        left = treatment.needs_seconds * (1 - treatment.share)
        if left == left and left > 1:
            return tr("Trying, {n} % · about {seconds} s left").format(
                n=f"{100 * treatment.share:.0f}", seconds=f"{left:.0f}"
            )
        return tr("Trying, {n} %").format(n=f"{100 * treatment.share:.0f}")
    if not treatment.finished:
        return tr("Ended before all were tried.")
    if not treatment.trials:
        return tr("No edit of network or training is known that would cure it.")
    if treatment.best is None:
        return tr("None of the cures helped on both seeds.")
    return ""
