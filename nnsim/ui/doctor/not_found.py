"""What was looked for in vain."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.opinion import Opinion
from nnsim.ui.doctor.striped import StripedCard
from nnsim.ui.doctor.verdict_card import wrapping
from nnsim.ui.widgets.style import button

_FEW = 8


class NotFoundCard(StripedCard):
    """Lists the illnesses that were not found: some of them, or all."""

    def __init__(self) -> None:
        super().__init__("good")
        self._words = wrapping("")
        self._missing: list[type[Illness]] = []
        self._all = False
        self.more = button("", self._toggle, variant="flat")
        self.column.addWidget(self._words)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_opinion(self, opinion: Opinion, case: Case | None) -> None:
        """Show what is not among what was found, of what can be looked for in this case; without one, nothing."""
        is_looked_at = case is not None and case.resolved.can_train
        self.setVisible(is_looked_at)
        if case is not None and is_looked_at:
            found = frozenset(v.key for v in (*opinion.verdicts, *opinion.set_aside))
            looked_for = (kind for kind in illnesses if case.step > 0 or not kind.waits)
            self._missing = [kind for kind in looked_for if kind.key not in found]
            self._show()

    def _toggle(self) -> None:
        self._all = not self._all
        self._show()

    def _show(self) -> None:
        names = [tr(kind.title) for kind in self._missing]
        shown = names if self._all else names[:_FEW]
        text = tr("Not found: {names}").format(names=", ".join(shown))
        left = len(names) - len(shown)
        self._words.setText(text + (" …" if left else "."))
        self.more.setText(tr("Show fewer") if self._all else tr("And {n} more").format(n=left))
        self.more.setVisible(self._all or left > 0)
        self.setAccessibleName(text)
