"""What the mouse does to the points of a chart that is painted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["points", "lasso", "eraser"]

LEAST, MOST = 4, 60
"""Pixels from the middle of a spray to its edge."""


@dataclass(frozen=True)
class Brush:
    """A brush, the lasso or the eraser.

    Attributes
    ----------
    of_class, value
        What a painted point means.
    size
        Pixels from the middle to the edge of what is sprayed or erased.
    """

    kind: Kind = "points"
    of_class: int = 0
    value: float = 0.0
    size: int = 18
