"""What is held of weights beside those the trainer has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnsim.document.learned import Learned
from nnsim.engine.shape import Shape
from nnsim.ui.sitting.attic import Attic, Origin


@dataclass(eq=False)
class HeldWeights:
    """Where the run that is drawn came from, and what waits for those to come.

    Attributes
    ----------
    pending
        What the next run starts from: a file's numbers, or where a run stood whose data are gone
        for the moment.
    attic
        What is not in the network now.
    origin
        Data and seed of the run; None before the first one.
    shapes
        Its arrays, by key.
    """

    pending: Learned | None = None
    attic: Attic = field(default_factory=Attic)
    origin: Origin | None = None
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    def open(self, learned: Learned | None) -> None:
        """Begin with what a file holds."""
        self.pending, self.attic, self.origin, self.shapes = learned, Attic(), None, {}

    @property
    def are_touched(self) -> bool:
        """Whether numbers of the run were set by hand or loaded."""
        return self.origin is not None and bool(self.attic.room(self.origin).by_hand)

    def own(self, learned: Learned | None) -> Learned | None:
        """Return what the run has learned, unless the seed alone would make the same again."""
        if learned is None or self.origin is None:
            return None
        room = self.attic.room(self.origin)
        return learned if learned.step > 0 or bool(room.by_hand) or bool(room.arrays) else None
