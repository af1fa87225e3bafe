"""Layer normalisation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.settings import flag, real
from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import ParameterSpec, layers
from nnsim.engine.normalising import Grouping, emit_normalised, scale_and_shift
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class LayerNorm(Trainable):
    """y = γ·(x − μ)/√(σ² + ε) + β, with μ and σ² over the features of one example.

    A sequence (time, features) is normalised at every time by itself, with γ and β of shape
    (features,); a flat list or an image as a whole, with one γ and one β for every number, laid out
    flat. That is ``torch.nn.LayerNorm(features)`` and ``torch.nn.LayerNorm(shape)``. A single
    feature has no spread: there y = β.
    """

    key = "layer_norm"
    title = mark("Layer norm")
    summary = mark(
        "Brings the features of every example to mean β and spread γ, whatever the other examples of the batch are."
    )
    formula = "y = γ·(x − μ) / √(σ² + ε) + β,  μ, σ² over the features"
    source = "Ba et al. 2016"
    category = "normalise"
    cell_kind = None
    keeps_times = True
    normalises = True
    order = 12

    affine: bool = flag(
        True, label=mark("Learn γ and β"), help=mark("Scale and shift every feature by learned numbers")
    )
    epsilon: float = real(1e-5, low=1e-12, high=1.0, log=True, label=mark("ε"), advanced=True)

    @staticmethod
    def _grouping(shape: Shape) -> Grouping:
        if len(shape) == 2:
            return Grouping(shape, (1,), (1, shape[1]))
        return Grouping(shape, tuple(range(len(shape))), shape)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        return scale_and_shift(math.prod(self._grouping(inputs[0]).affine)) if self.affine else ()

    def emit(self, e: Emitter) -> None:
        emit_normalised(e, self._grouping(e.output.shape), self.epsilon, self.affine)
