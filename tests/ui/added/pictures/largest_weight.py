"""A picture that the program does not have: the first of two files that are all it takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.training.picture import Picture, pictures
from nnsim.training.scene import Scene


@pictures.register
@dataclass(frozen=True)
class LargestWeight(Picture[float]):
    """The greatest |w| of the first `most` parameters."""

    key = "largest_weight"
    title = "Largest weight"
    summary = "How large the largest weight is."

    most: int = 1_000_000

    def take(self, scene: Scene) -> float | None:
        vector = scene.moment.parameters[: self.most]
        return float(np.abs(vector).max()) if vector.size else None
