"""A card of the right column whose heading changes, with a note at its right end."""

from __future__ import annotations

from nnsim.ui.neuronlab.card import Card as LabCard
from nnsim.ui.widgets.labels import ElidedLabel


class Card(LabCard):
    """What stands in it goes into `column`."""

    def __init__(self, title: str, note: str = "") -> None:
        super().__init__(title)
        self.column.setSpacing(6)
        hint = ElidedLabel(note)
        hint.setProperty("tone", "muted")
        self.head.addWidget(hint)

    def name(self, title: str) -> None:
        """Show another heading."""
        self.heading.setText(title)
        self.setAccessibleName(title)
