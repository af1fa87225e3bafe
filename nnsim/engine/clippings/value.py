"""Clipping by value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.clipping import Clipping, clippings


@clippings.register
@dataclass(frozen=True)
class ClipByValue(Clipping):
    """gᵢ ← min(max(gᵢ, −θ), θ) for every single parameter; this changes the direction of the gradient."""

    key = "value"
    title = mark("Value")
    summary = mark("Cuts every single derivative off at ±θ. The direction of the gradient changes.")
    formula = "gᵢ ← min(max(gᵢ, −θ), θ)"
    source = "Mikolov 2012"
    order = 20

    threshold: float = real(0.5, low=1e-30, high=1e30, log=True, label=mark("Greatest derivative θ"))

    def emit(
        self, gradient: np.ndarray, clipped: np.ndarray, layers: Sequence[tuple[int, int]], calls: Calls
    ) -> None:
        calls(np.minimum, gradient, calls.constant(self.threshold), out=clipped)
        calls(np.maximum, clipped, calls.constant(-self.threshold), out=clipped)
