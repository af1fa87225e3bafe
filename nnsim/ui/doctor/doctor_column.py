"""The doctor's column: what was found, cures with what came of them, what was looked for in vain."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnsim.base.text import ntr, tr
from nnsim.diagnosis.opinion import Opinion
from nnsim.ui.doctor.anchored import AnchoredArea
from nnsim.ui.doctor.deeds import bring_back, set_aside, title_of
from nnsim.ui.doctor.not_found import NotFoundCard
from nnsim.ui.doctor.striped import StripedCard
from nnsim.ui.doctor.treatment_list import TreatmentList
from nnsim.ui.doctor.verdict_card import VerdictCard, wrapping
from nnsim.ui.look import fonts
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.holding import let_all_go
from nnsim.ui.widgets.labels import SectionHeading
from nnsim.ui.widgets.style import button, icon_button, set_property, wrapped

WIDTH, LEAST_WIDTH = 320, 240


class DoctorColumn(QWidget):
    """Follows the doctor of a session.

    Signals
    -------
    explain_wanted(str)
        The key of an illness.
    trying()
        Cures are tried from now on.
    report_wanted()
        What is known is to be saved as a page.
    closing_wanted()
        It is to be out of sight.
    """

    explain_wanted = Signal(str)
    trying = Signal()
    report_wanted = Signal()
    closing_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Doctor"))
        self.setMinimumWidth(fonts.grown(LEAST_WIDTH))
        self.cards: list[VerdictCard] = []
        self._ordered: list[QWidget] = []
        self._well = _Well("good")
        self.try_cures = button(tr("Try cures"), self.begin, variant="primary")
        self.try_cures.setToolTip(
            wrapped(tr("Train twins with each cure beside the network, and see which help"))
        )
        self.cancel = button(tr("Cancel"), session.labs.healing.cancel)
        self.report = button(tr("Save report…"), self.report_wanted.emit, variant="flat")
        self.close_button = icon_button("close", tr("Close the doctor's column"), self.closing_wanted.emit)
        self.trials = TreatmentList(session)
        self.not_found = NotFoundCard()
        self.aside = _SetAside(session)
        self._lay_out()
        self._leave = [
            session.labs.ward.changed.connect(self._on_ward),
            session.labs.healing.changed.connect(self._on_healing),
        ]
        self.refresh()

    def release(self) -> None:
        """Listen no more: the window closes."""
        for leave in self._leave:
            leave()

    def begin(self) -> None:
        """Try the cures of what is found."""
        self._session.labs.healing.begin()
        self._area.show_anchor()
        self.trying.emit()

    def take_focus(self) -> None:
        """Give the keyboard to the first button about what was found, or to the head where nothing was."""
        first = next(
            (b for card in self.cards for b in (card.more, card.explain) if not b.isHidden()), self.report
        )
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Show everything as it is now."""
        self._on_ward()
        self._on_healing()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    # ---- inside ------------------------------------------------------------------------------

    def _on_ward(self) -> None:
        if not self.isVisible():
            return
        opinion = self._session.labs.ward.opinion
        if [verdict.key for verdict in opinion.verdicts] != [card.verdict.key for card in self.cards]:
            let_all_go(self._verdicts)
            aside = lambda key: set_aside(self._session, key)  # noqa: E731
            self.cards = [
                VerdictCard(verdict, self.explain_wanted.emit, aside, brief=place > 0)
                for place, verdict in enumerate(opinion.verdicts)
            ]
            for made in self.cards:
                self._verdicts.addWidget(made)
        for card, verdict in zip(self.cards, opinion.verdicts, strict=True):
            card.show_verdict(verdict)
        self._well.show_opinion(opinion)
        self.not_found.show_opinion(opinion, self._session.labs.ward.case)
        self.aside.show_opinion(opinion)
        self._enable()

    def _on_healing(self) -> None:
        if not self.isVisible():
            return
        self.trials.refresh()
        self._enable()
        if self._session.labs.healing.treatment is None:
            self._area.let_be()

    def _enable(self) -> None:
        healing = self._session.labs.healing
        some = any(v.illness.cures for v in self._session.labs.ward.opinion.verdicts)
        tried = healing.treatment is not None
        # It keeps its place above what was tried, or that would move under the mouse when all is well again.
        self.try_cures.setVisible((some or tried) and not healing.is_at_work)
        self.try_cures.setEnabled(some)
        self.try_cures.setText(tr("Try again") if tried else tr("Try cures"))
        # What was tried is there to be accepted.
        set_property(self.try_cures, "variant", "pill" if tried else "primary")
        self.cancel.setVisible(healing.is_at_work)
        self._order_keys()

    def _order_keys(self) -> None:
        """Let the keyboard go from top to bottom: what comes later would be the last of the window."""
        order: list[QWidget] = [self.report, self.close_button]
        for found in self.cards:
            order += [found.more, found.explain, found.set_aside]
        order += [self.try_cures, self.cancel]
        for tried in self.trials.cards:
            order += [tried.accept, tried.compare]
        order += [self.trials.others.more, *self.aside.buttons, self.not_found.more]
        if order != self._ordered:
            self._ordered = order
            for one, next_ in pairwise(order):
                QWidget.setTabOrder(one, next_)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(SectionHeading(tr("Doctor")), 1)
        head.addWidget(self.report)
        head.addWidget(self.close_button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(8)
        self._verdicts = QVBoxLayout()
        self._verdicts.setSpacing(8)
        self._keys = QWidget()
        keys = QHBoxLayout(self._keys)
        keys.setContentsMargins(0, 0, 0, 0)
        keys.addWidget(self.try_cures)
        keys.addWidget(self.cancel)
        keys.addStretch(1)
        column.addLayout(self._verdicts)
        column.addWidget(self._well)
        column.addWidget(self._keys)
        for widget in (self.trials, self.aside, self.not_found):
            column.addWidget(widget)
        column.addStretch(1)
        self._area = AnchoredArea(inside, anchor=self._keys)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 6, 0, 0)
        whole.setSpacing(4)
        head.setContentsMargins(14, 0, 8, 0)
        whole.addLayout(head)
        whole.addWidget(self._area, 1)


class _Well(StripedCard):
    """How it goes where nothing was found."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self._words = wrapping("")
        self.column.addWidget(self._words)

    def show_opinion(self, opinion: Opinion) -> None:
        """Say it."""
        text = opinion.told.replace("\n", ". ", 1)
        self.setVisible(not opinion.verdicts)
        self.set_state(opinion.mood if opinion.mood != "neutral" else "")
        self._words.setText(text)
        self.setAccessibleName(text)


class _SetAside(QWidget):
    """What was set aside, each with a way back."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._keys: tuple[str, ...] = ()
        self.buttons: list[QPushButton] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self.hide()

    def show_opinion(self, opinion: Opinion) -> None:
        """Show what is set aside; of what is there now the title says so."""
        keys = self._session.workspace.project.set_aside
        self.setVisible(bool(keys))
        if keys == self._keys:
            return
        self._keys = keys
        let_all_go(self._rows)
        n = len(keys)
        heading = ntr("{n} set aside in this project", "{n} set aside in this project", n)
        self._rows.addWidget(SectionHeading(heading.format(n=n)))
        self.buttons = [_way_back(self._session, key) for key in keys]
        for made in self.buttons:
            self._rows.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)


def _way_back(session: Session, key: str) -> QPushButton:
    text = tr("Bring back: {illness}").format(illness=title_of(key))
    return button(text, lambda: bring_back(session, key), variant="flat")
