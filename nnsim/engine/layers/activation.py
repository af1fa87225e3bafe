"""Activation: a function of every number, as a layer of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.part_settings import part
from nnsim.base.text import mark, tr
from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.relu import ReLU
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, Preset, layers
from nnsim.engine.shape import Shape


@layers.register
@dataclass(frozen=True)
class ActivationLayer(Layer):
    """y = f(x)."""

    key = "activation"
    title = mark("Activation")
    summary = mark("Applies a function to every number.")
    formula = "y = f(x)"
    category = "activation"
    cell_kind = None
    keeps_times = True
    main_setting = "function"
    activation_setting = "function"
    order = 10

    function: Activation = part(ReLU(), activations, label=mark("Function"))

    @classmethod
    def presets(cls) -> Iterable[Preset]:
        for kind in activations:
            if kind is not Identity:
                yield Preset(kind.title, cls(kind()), kind.summary, kind.formula)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    def emit(self, e: Emitter) -> None:
        x = e.inputs[0]
        if x.flat.flags.c_contiguous:
            e.apply(self.function, x)
        else:
            e.forward(np.copyto, e.output.flat, x.flat)
            e.apply(self.function, e.output)
        dx = e.input_gradients[0]
        if e.learns and dx is not None:
            e.differentiate(self.function, x, dx)

    def detail(self) -> str:
        return tr(self.function.title).lower()
