"""What a card shows of the moment, beside its face, and the room that takes."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.ui.canvas.faces import Face
from nnsim.ui.canvas.geometry import card_height


@dataclass
class Look:
    """State of a card that is not in its face."""

    selected: bool = False
    alone: bool = False
    """Whether it is the only one selected: then there is room for the sentence of its problem."""
    focused: bool = False
    """Chosen as the other end by the keyboard."""
    dimmed: bool = False
    lit: str = ""
    """Port that invites a connection: ``input``, ``output`` or empty."""
    measured: bool = False
    gradient: float | None = None
    gradient_state: str = "neutral"

    def has_note(self, face: Face) -> bool:
        """Return whether the card has something to say below it; a mere note is for whoever asks."""
        return bool(face.severity) and (face.severity != "note" or self.alone)

    def has_meter(self, face: Face) -> bool:
        """Return whether the card shows a meter."""
        return face.meter or self.measured


def height_of(face: Face, look: Look) -> float:
    """Return the height of the card."""
    meter = look.has_meter(face)
    return card_height(face.rows + int(meter and not face.meter), meter)
