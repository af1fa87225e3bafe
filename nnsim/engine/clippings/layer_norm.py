"""Clipping by the norm of each layer."""

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
class ClipByLayerNorm(Clipping):
    """g_l ← g_l·θ/‖g_l‖ for every layer l with ‖g_l‖ > θ; weights and biases of a layer count together."""

    key = "layer_norm"
    title = mark("Norm of layers")
    summary = mark("Shortens the gradient of every layer that is longer than θ, each for itself.")
    formula = "gₗ ← gₗ·θ/‖gₗ‖  where ‖gₗ‖ > θ"
    source = "Pascanu, Mikolov & Bengio 2013"
    order = 10

    threshold: float = real(1.0, low=1e-30, high=1e30, log=True, label=mark("Greatest norm θ"))

    def emit(
        self, gradient: np.ndarray, clipped: np.ndarray, layers: Sequence[tuple[int, int]], calls: Calls
    ) -> None:
        for start, stop in layers:
            part, factor = gradient[start:stop], calls.buffer()
            calls(write_clip_factor, part, self.threshold, factor)
            calls(np.multiply, part, factor, clipped[start:stop])
