"""A widget, or a sentence in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget


class Notice:
    """Shows `body` in `parent`, or words that say why it is not to be seen."""

    def __init__(self, parent: QWidget, body: QWidget) -> None:
        self._body = body
        self._pages = QStackedLayout(parent)
        self._words = QLabel(parent)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        self._words.setProperty("tone", "muted")
        self._words.setMargin(16)
        self._pages.addWidget(body)
        self._pages.addWidget(self._words)

    @property
    def text(self) -> str:
        """The words shown in place of the body; empty while that is shown."""
        return self._words.text() if self._pages.currentWidget() is self._words else ""

    def say(self, text: str) -> None:
        """Show `text` (translated) in place of the body; an empty text brings that back."""
        if text:
            self._words.setText(text)
        page = self._words if text else self._body
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
