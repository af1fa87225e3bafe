"""Clipping by the norm of the whole gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.calls import Calls
from nnsim.engine.clipping import Clipping, clippings, write_clip_factor


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
        factor = calls.buffer()
        calls(write_clip_factor, gradient, self.threshold, factor)
        calls(np.multiply, gradient, factor, clipped)
