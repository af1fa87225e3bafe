"""The families by which the animals stand in the gallery."""

from __future__ import annotations

from enum import Enum

from nnsim.base.text import mark


class Family(Enum):
    """One family; its value is its title, marked for translation."""

    FEED_FORWARD = mark("Feed forward")
    RECURRENT = mark("Recurrent & memory")
    AUTO_ENCODER = mark("Auto-encoders")
    PROBABILISTIC = mark("Probabilistic")
    CONVOLUTIONAL = mark("Convolutional")
    OTHER = mark("Reservoirs & others")

    @property
    def title(self) -> str:
        """Name for people, marked for translation."""
        return self.value
