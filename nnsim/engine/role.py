"""The roles of layers in a program: whose memory the outputs are in, and what happens to the numbers."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    """What a layer is to a program; whoever asks, asks for what it needs to know.

    A layer without inputs that makes its numbers itself, such as noise, is a computation.
    """

    SOURCE = "source"
    """Stands where data enters: its outputs are what it is fed; its only input is the shape of the data."""
    VIEW = "view"
    """Sees its input in another shape: the memory is that of the input, and nothing is emitted."""
    REARRANGEMENT = "rearrangement"
    """Its outputs are some of its inputs, unchanged, in other places."""
    COMPUTATION = "computation"
    """Works its outputs out."""

    @property
    def is_fed(self) -> bool:
        """Whether data enters here."""
        return self is Role.SOURCE

    @property
    def runs(self) -> bool:
        """Whether it has outputs in memory of its own, filled by calls of its own."""
        return self in (Role.REARRANGEMENT, Role.COMPUTATION)

    @property
    def keeps_values(self) -> bool:
        """Whether its outputs are its inputs, in another shape or other places."""
        return self in (Role.VIEW, Role.REARRANGEMENT)
