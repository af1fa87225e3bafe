"""All cures that are tried, or were: first those that help, then what is under way, then the others in brief."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnsim.base.text import tr
from nnsim.diagnosis.trial import Treatment, Trial
from nnsim.document.project import Project
from nnsim.ui.doctor.other_trials import OtherTrials
from nnsim.ui.doctor.share_bar import ShareBar
from nnsim.ui.doctor.trial_card import TrialCard
from nnsim.ui.doctor.verdict_card import wrapping
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.holding import let_go
from nnsim.ui.widgets.labels import SectionHeading

_Who = tuple[str, str]


class TreatmentList(QWidget):
    """Shows what was tried of the project that is open; hidden while nothing was.

    A card that helps never moves: those that come to help stand below it.

    Attributes
    ----------
    cards
        Of those that help, and of what is under way.
    others
        Those that did not help, were not tried, or wait.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.cards: list[TrialCard] = []
        self._helped: list[_Who] = []
        self._case: object = None
        self._words, self._bar, self.others = wrapping(""), ShareBar(), OtherTrials()
        # It keeps its place when all is tried, or Accept would move away from under the mouse.
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._column = QVBoxLayout()
        self._column.setSpacing(8)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(SectionHeading(tr("Cures, tried on a same-seed twin")))
        whole.addWidget(self._words)
        whole.addWidget(self._bar)
        whole.addLayout(self._column)
        whole.addWidget(self.others)
        self.hide()

    def refresh(self) -> None:
        """Show everything as it is now."""
        healing = self._session.labs.healing
        treatment, case = healing.treatment, healing.case
        self.setVisible(treatment is not None)
        if treatment is None or case is None:
            self._show([], Project())
            return
        if case is not self._case:
            self._helped, self._case = [], case
            self._show([], case.project)
        trials = {_who(trial): trial for trial in treatment.trials}
        self._helped += [who for who, t in trials.items() if _is_offered(t) and who not in self._helped]
        first = [trials[who] for who in self._helped if who in trials]
        under_way = [t for who, t in trials.items() if who not in self._helped and _is_under_way(t)]
        best = None if healing.is_at_work or treatment.best is None else _who(treatment.best)
        self._show([*first, *(under_way if healing.is_at_work else [])], case.project)
        for card in self.cards:
            card.set_state("good" if _who(card.trial) == best else "")
        shown = {_who(card.trial) for card in self.cards}
        left = [trial for who, trial in trials.items() if who not in shown]
        self.others.show_trials(left, at_work=healing.is_at_work)
        self._bar.setVisible(healing.is_at_work)
        self._bar.show_share(treatment.share)
        self._words.setText(healing.problem or _words(treatment, at_work=healing.is_at_work))
        self._words.setVisible(bool(self._words.text()))

    def _show(self, trials: list[Trial], sick: Project) -> None:
        healing, known = self._session.labs.healing, {_who(card.trial): card for card in self.cards}
        self.cards = []
        for trial in trials:
            who = _who(trial)
            new = who not in known
            self.cards.append(
                TrialCard(trial, sick, healing.accept, healing.compare) if new else known.pop(who)
            )
        for gone in known.values():
            self._column.removeWidget(gone)
            let_go(gone)
        for place, (card, trial) in enumerate(zip(self.cards, trials, strict=True)):
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)
            card.show_trial(trial)


def _who(trial: Trial) -> _Who:
    """Return what tells a trial from the others: a cure may be tried in several ways."""
    return trial.key, trial.label


def _is_offered(trial: Trial) -> bool:
    """Return whether it can be accepted: it helps, or nobody can judge it beside the network as it is."""
    return trial.helped or (bool(trial.note) and trial.share >= 1 and not trial.why_not)


def _is_under_way(trial: Trial) -> bool:
    return bool(trial.cured) and trial.share < 1 and not trial.why_not


def _words(treatment: Treatment, *, at_work: bool) -> str:
    """Return how the whole work stands."""
    if at_work:
        text = tr("Trying, {n} %").format(n=f"{100 * treatment.share:.0f}")
        left = treatment.left_seconds
        if left > 1:
            return tr("{how_far} · about {seconds} s left").format(how_far=text, seconds=f"{left:.0f}")
        return text
    if not treatment.finished:
        return tr("Ended before all were tried.")
    if not treatment.trials:
        return tr("No edit of network or training is known that would cure it.")
    if not any(trial.cured for trial in treatment.trials):
        return tr("No cure could be tried.")
    best = treatment.best
    if best is None:
        return tr("None of the cures helped on both seeds.")
    return tr("Helps most: {cure}").format(cure=best.label)
