"""The sentence said last that is true for a time only."""

from __future__ import annotations

from collections.abc import Callable


class Passing:
    """How long the last sentence of that kind is true; others, of what happened, stay true."""

    def __init__(self) -> None:
        self._text = ""
        self._holds: Callable[[], bool] = lambda: True

    def note(self, text: str, holds: Callable[[], bool]) -> None:
        """Remember that `text` is true only as long as `holds`."""
        self._text, self._holds = text, holds

    def is_true(self, text: str) -> bool:
        """Return whether a sentence that was told is true yet."""
        return text != self._text or self._holds()
