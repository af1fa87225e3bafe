"""What was looked for in vain, and why not everything can be told."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from nnsim.base.text import tr
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.illness import Illness, illnesses
from nnsim.diagnosis.opinion import Opinion
from nnsim.ui.doctor.striped import StripedCard
from nnsim.ui.doctor.verdict_card import wrapping
from nnsim.ui.widgets.style import button

_FEW = 8


class NotFoundCard(StripedCard):
    """Lists the illnesses that were not found: some of them, or all.

    Those that were weighed come first; of the others nothing was seen at all, which may be because there is nothing
    here to see them by. What is known of that is said below.
    """

    def __init__(self) -> None:
        super().__init__("good")
        self._words, self._unseen_words, self._why = wrapping(""), wrapping(""), wrapping("")
        self._weighed: list[type[Illness]] = []
        self._unseen: list[type[Illness]] = []
        self._found: frozenset[str] = frozenset()
        self._case: Case | None = None
        self._all = False
        self.more = button("", self._toggle, variant="flat")
        for words in (self._words, self._unseen_words, self._why):
            self.column.addWidget(words)
        self.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_opinion(self, opinion: Opinion, case: Case | None) -> None:
        """Show what is not among what was found, of what can be looked for in this case; without one, nothing."""
        is_looked_at = case is not None and case.resolved.can_train
        self.setVisible(is_looked_at)
        if case is None or not is_looked_at:
            self._case = None
            return
        if case is not self._case:
            # Signs are asked for once more: only while somebody sees the list, and once a case.
            self._case = case
            looked_for = [kind for kind in illnesses if case.step > 0 or not kind.waits]
            self._weighed = [kind for kind in looked_for if _is_weighed(kind, case)]
            self._unseen = [kind for kind in looked_for if kind not in self._weighed]
            self._why.setText(" ".join(_untold(case)))
            self._why.setVisible(bool(self._why.text()))
        self._found = frozenset(v.key for v in (*opinion.verdicts, *opinion.set_aside))
        self._show()

    def _toggle(self) -> None:
        self._all = not self._all
        self._show()

    def _show(self) -> None:
        weighed = [tr(kind.title) for kind in self._weighed if kind.key not in self._found]
        unseen = [tr(kind.title) for kind in self._unseen if kind.key not in self._found]
        few = weighed[:_FEW] if weighed else unseen[:_FEW]
        left = len(weighed) + len(unseen) - len(few)
        _say(self._words, tr("Not found: {names}"), weighed if self._all else weighed[:_FEW], len(weighed))
        is_unseen_shown = self._all or not weighed
        shown = unseen if self._all else unseen[:_FEW]
        _say(self._unseen_words, tr("No sign of: {names}"), shown if is_unseen_shown else [], len(unseen))
        self.more.setText(tr("Show fewer") if self._all else tr("And {n} more").format(n=left))
        self.more.setVisible(self._all or left > 0)
        texts = (self._words, self._unseen_words, self._why)
        self.setAccessibleName(" ".join(words.text() for words in texts if not words.isHidden()))


def _say(words: QLabel, text: str, names: list[str], of: int) -> None:
    """Write some of so many names into a text; hide it where there are none."""
    written = text.format(names=", ".join(names))
    words.setText(written + ("." if len(names) == of else " …"))
    words.setVisible(bool(names))


def _is_weighed(kind: type[Illness], case: Case) -> bool:
    """Return whether there is anything in a case that speaks for or against an illness."""
    return next(iter(kind().signs(case)), None) is not None


def _untold(case: Case) -> Iterator[str]:
    """Yield why some illnesses cannot be told, as sentences."""
    if case.step == 0:
        yield tr("What shows only in training cannot be told yet.")
    if case.about is not None and not case.about.judges_apart:
        yield tr("There is no validation part: what shows only there cannot be told.")
