"""What a verdict is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from nnsim.document.repair import Repair

Mood = Literal["neutral", "good", "warning", "bad"]


@dataclass(frozen=True)
class Health:
    """A verdict on a run.

    Attributes
    ----------
    words
        For the pill: two or three.
    title, text
        What is behind them; without a title nothing needs to be said at once.
    cure
        What mends it; None where nothing is known that fits.
    urgent
        Whether title and text should be said unasked.
    at_rest
        The words while the run stands still, where the others say that something goes on; empty: the same.
    """

    mood: Mood
    words: str
    title: str = ""
    text: str = ""
    cure: Repair | None = None
    urgent: bool = True
    at_rest: str = ""

    def while_it_rests(self) -> Health:
        """Return the same verdict of a run that does not train at this moment."""
        return replace(self, words=self.at_rest) if self.at_rest else self
