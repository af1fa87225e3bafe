"""Clipping by the norm of the whole gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.clipping import Clipping, clippings, norm


@clippings.register
@dataclass(frozen=True)
class ClipByGlobalNorm(Clipping):
    """g ← g·θ/‖g‖ when ‖g‖ > θ: the whole gradient is shortened and keeps its direction."""

    key = "global_norm"
    title = mark("Global norm")
    summary = mark("Shortens the whole gradient to length θ when it is longer. Its direction stays.")
    formula = "g ← g·θ/‖g‖  when ‖g‖ > θ"
    source = "Pascanu, Mikolov & Bengio 2013"
    order = 0

    threshold: float = real(1.0, low=1e-30, high=1e30, log=True, label=mark("Greatest norm θ"))

    def emit(
        self, gradient: np.ndarray, clipped: np.ndarray, layers: Sequence[tuple[int, int]], calls: Calls
    ) -> None:
        factor, threshold = calls.constant(1), self.threshold

        def measure() -> None:
            length = norm(gradient)
            # Written so that a length that is no number stays one: the run then says so.
            factor[...] = 1.0 if length <= threshold else threshold / length

        calls(measure)
        calls(np.multiply, gradient, factor, clipped)
