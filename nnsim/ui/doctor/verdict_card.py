"""One thing that was found, as a card: how sure the doctor is, what was seen, what can be done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnsim.base.text import tr
from nnsim.diagnosis.doctor import Verdict
from nnsim.diagnosis.opinion import mood_of, sureness
from nnsim.ui.doctor.share_bar import ShareBar
from nnsim.ui.doctor.striped import StripedCard
from nnsim.ui.look import fonts
from nnsim.ui.widgets.labels import ElidedLabel
from nnsim.ui.widgets.style import button, icon_button, label


class VerdictCard(StripedCard):
    """Shows a verdict.

    Parameters
    ----------
    explain, set_aside
        What its buttons do, with the key of the illness.
    brief
        Whether it begins as its name alone: of what follows from the first.
    """

    def __init__(
        self,
        verdict: Verdict,
        explain: Callable[[str], object],
        set_aside: Callable[[str], object],
        *,
        brief: bool = False,
    ) -> None:
        super().__init__(mood_of(verdict))
        self._brief = brief
        self.more = icon_button("chevron-down", "", self._toggle)
        self.verdict = verdict
        self._title, self._sure, self._text = ElidedLabel(), label("", "muted"), wrapping("")
        self._bar = ShareBar()
        self.explain = button(tr("Explain"), lambda: explain(self.verdict.key), variant="flat")
        self.set_aside = button(tr("Set aside"), lambda: set_aside(self.verdict.key), variant="flat")
        self._lay_out()
        self.show_verdict(verdict)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show the same illness as it is found now."""
        self.verdict = verdict
        title, state = tr(verdict.illness.title), mood_of(verdict)
        self.set_state(state)
        self._title.setText(title)
        self._text.setText(verdict.text)
        self._fold()
        self._bar.show_share(verdict.confidence, state)
        self.setToolTip(_since(verdict))
        told = f"{title}, {sureness(verdict)}"
        self.setAccessibleName(told)
        self.setAccessibleDescription(verdict.text)
        self.more.setAccessibleName(tr("More about: {illness}").format(illness=title))
        self.explain.setAccessibleName(tr("Explain: {illness}").format(illness=title))
        self.set_aside.setAccessibleName(tr("Set aside: {illness}").format(illness=title))

    def _toggle(self) -> None:
        self._brief = False
        self._fold()
        self.explain.setFocus()

    def _fold(self) -> None:
        """Be a line as long as it is brief."""
        edge, weight = (3, QFont.Weight.Normal) if self._brief else (10, QFont.Weight.DemiBold)
        self.column.setContentsMargins(14, edge, 12, edge)
        self._title.setFont(fonts.sized(fonts.ui_font(), fonts.BASE, weight))
        sure = sureness(self.verdict)
        self._sure.setText(f"{100 * self.verdict.confidence:.0f} %" if self._brief else sure)
        self._bar.setVisible(not self._brief)
        self._text.setVisible(bool(self.verdict.text) and not self._brief)
        self._foot.setVisible(not self._brief)
        self.more.setVisible(self._brief)

    def _lay_out(self) -> None:
        self._foot = QWidget()
        head, foot = QHBoxLayout(), QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._sure)
        head.addWidget(self.more)
        foot.setSpacing(12)
        foot.addWidget(self.explain)
        foot.addWidget(self.set_aside)
        foot.addStretch(1)
        self.column.addLayout(head)
        self.column.addWidget(self._text)
        self.column.addWidget(self._bar)
        self.column.addWidget(self._foot)


def wrapping(text: str, *, tone: str = "muted") -> QLabel:
    """Return small words that break their lines and never ask for more width."""
    made = label(text, tone)
    made.setFont(fonts.sized(fonts.ui_font(), 12))
    made.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


def _since(verdict: Verdict) -> str:
    if not verdict.since_step:
        return tr("Seen before training")
    return tr("Seen since step {step}").format(step=f"{verdict.since_step:,}")
