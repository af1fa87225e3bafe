"""What an animal has reached against what it should: of the open network, else of the last raising."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout

from nnsim.base.text import tr
from nnsim.lab.claim import Finding
from nnsim.training.picture import Asked
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.style import button, label, set_property
from nnsim.ui.zoo.result_words import figure_against, finding_words
from nnsim.zoo.animal import Animal, Raised
from nnsim.zoo.portrait import Reached

_NOWHERE = (0, -1)
"""A run and a step before all others."""


class ReachedCard(QFrame):
    """A verdict, every finding in a line, and a way to measure anew.

    Signals
    -------
    raise_wanted(), cancel_wanted()
        The animal is to be raised and judged from its first weights, or no longer.
    """

    raise_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._animal: type[Animal] | None = None
        self._judged_at = _NOWHERE
        self.setProperty("role", "card")
        self.verdict, self.figures = QLabel(), label("", "muted")
        self.words = label("", "muted")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.measure = button(tr("Measure"), self.raise_wanted.emit, variant="flat")
        self.measure.setToolTip(tr("Train it beside the window from its first weights, and judge it."))
        self.cancel = button(tr("Cancel"), self.cancel_wanted.emit, variant="flat")
        head = QHBoxLayout()
        head.addWidget(self.verdict)
        head.addWidget(self.figures, 1)
        head.addWidget(self.measure)
        head.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.progress)
        column.addWidget(self.words)

    def show_animal(self, animal: type[Animal]) -> None:
        """Show that of another animal."""
        self._animal = animal
        self._judged_at = _NOWHERE

    def wants(self) -> Iterable[Asked]:
        """Return what the next snapshot should answer."""
        return () if self._animal is None else (Reached(self._animal.key),)

    def refresh(self) -> None:
        """Show what there is."""
        assert self._animal is not None
        self._judged_at = _NOWHERE
        key, zoo = self._animal.key, self._session.labs.zoo
        job, busy = zoo.jobs.job_of(key), zoo.jobs.at_work == key
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)
        self.measure.setVisible(not busy)
        found = job.found if job is not None else None
        if busy:
            share = 0.0 if found is None else found.share
            self.progress.setValue(round(1000 * share))
            self._say(tr("At work: {share} %").format(share=f"{100 * share:.0f}"), "accent")
        elif job is not None and job.problem:
            self._say(tr("Not reached"), "bad", "", job.problem)
        elif isinstance(found, Raised) and found.finished:
            took = tr("It took {seconds} s.").format(seconds=f"{job.seconds:.1f}" if job is not None else "")
            self._judge(found.findings, *found.notes, took)
            self._judged_at = self._place()
        elif not self._show_open():
            claim = self._animal.claim
            self._say(tr("Not measured yet"), "muted", "", tr(claim.words) + ": " + figure_against(claim))

    def show_frame(self) -> None:
        """Judge the open network where it has come further, unless its kind is at work beside the window."""
        snapshot, animal = self._session.feed.snapshot, self._animal
        if snapshot is None or animal is None or self._session.labs.zoo.jobs.at_work == animal.key:
            return
        run, step = self._judged_at
        if snapshot.run != run or snapshot.step_of(Reached(animal.key)) > step:
            self._show_open()

    # ---- inside ------------------------------------------------------------------------------

    def _show_open(self) -> bool:
        """Show what the open network has reached; return whether it can be judged by itself."""
        snapshot, animal = self._session.feed.snapshot, self._animal
        if snapshot is None or animal is None or self._session.labs.zoo.open_animal != animal.key:
            return False
        findings = snapshot.answer(Reached(animal.key))
        if not findings:
            return False
        self._judged_at = snapshot.run, snapshot.step_of(Reached(animal.key))
        self._judge(findings)
        return True

    def _place(self) -> tuple[int, int]:
        """Return the run on the screen and its step: what was measured gives way to what comes after it only."""
        feed = self._session.feed.shown
        return (feed.run, feed.state.step) if feed.state is not None else _NOWHERE

    def _judge(self, findings: Sequence[Finding], *more: str) -> None:
        reached = all(finding.holds for finding in findings)
        words = (tr("✓ Reached"), "good") if reached else (tr("✗ Not reached"), "warning")
        lines = [finding_words(finding) for finding in findings]
        self._say(*words, figure_against(findings[0].claim, findings[0]), "\n".join((*lines, *more)))

    def _say(self, verdict: str, tone: str, figures: str = "", words: str = "") -> None:
        self.verdict.setText(verdict)
        set_property(self.verdict, "tone", tone)
        self.figures.setText(figures)
        self.words.setText(words)
        self.words.setVisible(bool(words))
