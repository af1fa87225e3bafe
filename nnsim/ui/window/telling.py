"""Sentences over the window: what was done, what cannot be, and the way out of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.toast import READING_TIME, Toast

_LONG = 120
"""Characters that are not read in passing."""
_PASSING = 6000
"""Milliseconds a shorter sentence stays."""


class Telling:
    """Shows what a session says, and takes it away when its cause is gone."""

    def __init__(
        self,
        session: Session,
        over: QWidget,
        above: tuple[QWidget, ...] = (),
        head: Callable[[], tuple[int, int]] | None = None,
    ) -> None:
        self.toast = Toast(over, above, head)
        self._words = session.words
        stack = session.workspace.undo_stack
        stack.indexChanged.connect(self._drop_what_passed)
        self._leave: list[Callable[[], object]] = [
            session.voice.told.connect(self.tell),
            session.voice.complained.connect(self.complain),
            session.voice.offered.connect(self.propose),
            session.workspace.resolved_changed.connect(self._drop_what_passed),
            session.feed.news.changed.connect(self._drop_what_passed),
            lambda: stack.indexChanged.disconnect(self._drop_what_passed),
        ]

    def release(self) -> None:
        """Listen no more: the window closes."""
        for leave in self._leave:
            leave()

    def tell(self, text: str) -> None:
        """Show a passing message."""
        long = len(text) > _LONG
        self.toast.show_message(text, "good", milliseconds=READING_TIME if long else _PASSING)

    def complain(self, text: str) -> None:
        """Show what cannot be, until it is read."""
        self.toast.show_message(text, "bad", milliseconds=READING_TIME)

    def offer(
        self,
        text: str,
        action: str,
        act: Callable[[], object],
        other: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show what cannot be, with a button that leads out of it, and perhaps an `other` one."""
        self.toast.show_message(
            text, "bad", action=action, on_action=act, other=other, milliseconds=READING_TIME
        )

    def propose(self, text: str, action: str, act: Callable[[], object]) -> None:
        """Show what was done, with a button that does it better."""
        self.toast.show_message(text, "neutral", action=action, on_action=act, milliseconds=READING_TIME)

    def hush(self) -> None:
        """Take the message away, or it would cover what is to be seen."""
        self.toast.hide()

    def _drop_what_passed(self) -> None:
        if self.toast.isVisible() and not self._words.holds(self.toast.text()):
            self.toast.hide()
