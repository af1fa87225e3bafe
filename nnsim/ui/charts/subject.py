"""What a map shows: data, a plane through their inputs, one of the targets."""

from __future__ import annotations

from dataclasses import dataclass

from nnsim.data.prepared import Prepared
from nnsim.engine.loss import PROBABILITIES, ClassReading
from nnsim.figures.maps import height_name
from nnsim.figures.plane import Plane


@dataclass(frozen=True, eq=False)
class Subject:
    """What is looked at: data, a plane through their inputs, one of the targets, what answers mean."""

    prepared: Prepared
    plane: Plane
    target: int = 0
    reading: ClassReading = PROBABILITIES

    @property
    def names(self) -> tuple[str, str]:
        """What stands at the axes; over a single input the height is an answer."""
        across, up = self.plane.axes
        return across.label, up.label or self._height

    def is_like(self, other: Subject | None) -> bool:
        """Return whether answers of the one can stand where those of the other are about to be: on the same axes."""
        if other is None or self.plane.is_line or self.target != other.target:
            return False
        mine, theirs = self.prepared, other.prepared
        return (self.names, mine.task, mine.classes) == (other.names, theirs.task, theirs.classes)

    @property
    def _height(self) -> str:
        if self.prepared.task == "classes":
            return height_name(self.reading)
        return self.prepared.target_names[self.target]
