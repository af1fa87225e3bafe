"""An activation of somebody's own, not registered, for which the compiled walk has no word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnsim.engine.activation import Activation
from nnsim.engine.calls import Calls


@dataclass(frozen=True)
class Arctan(Activation):
    """y = arctan z."""

    key = "arctan"
    title = "Arctan"
    summary = "y = arctan(z)"

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        calls(np.arctan, z, y)

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        calls(np.cos, y, out)
        calls(np.multiply, out, out, out)
