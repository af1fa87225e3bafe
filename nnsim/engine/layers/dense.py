"""Dense: every unit sees every input."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nnsim.base.part_settings import part
from nnsim.base.settings import flag, integer
from nnsim.base.text import mark, tr
from nnsim.engine.activation import Activation, activations
from nnsim.engine.activations.identity import Identity
from nnsim.engine.activations.step import Step
from nnsim.engine.activations.tanh import Tanh
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.glorot import GlorotUniform
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, Preset, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class Dense(Trainable):
    """y = f(Wᵀx + b), with W of shape (inputs, units) and b of shape (units,)."""

    key = "dense"
    title = mark("Dense")
    summary = mark("Every unit forms a weighted sum of all inputs, adds a bias and applies an activation.")
    formula = "y = f(W·x + b)"
    category = "core"
    is_affine = True
    main_setting = "units"
    activation_setting = "activation"
    fully_connected = True
    order = 10

    units: int = integer(16, low=1, high=100_000, label=mark("Units"))
    activation: Activation = part(Identity(), activations, label=mark("Activation"))
    initializer: Initializer = part(GlorotUniform(), initializers, label=mark("Initializer"))
    bias: bool = flag(True, label=mark("Bias"), help=mark("Add a learned constant to every unit"))
    bias_initializer: Initializer = part(Zeros(), initializers, label=mark("Initial bias"), advanced=True)

    @classmethod
    def presets(cls) -> Iterable[Preset]:
        yield Preset(cls.title, cls(activation=Tanh()), cls.summary, cls.formula)
        yield Preset(
            mark("Output"),
            cls(units=1),
            mark(
                "The last layer: one unit for a number or two classes, else one unit a class. Its loss does the rest."
            ),
            "y = W·x + b",
            is_output=True,
        )
        yield Preset(
            mark("Perceptron"),
            cls(units=1, activation=Step(), initializer=Zeros()),
            mark(
                "One unit with a threshold: 1 when the weighted sum exceeds 0, else 0. Learns by Rosenblatt's rule."
            ),
            "y = 1 if w·x + b > 0 else 0",
        )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        flat_size(self.title, inputs[0])
        return (self.units,)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n = inputs[0][0]
        weights = ParameterSpec(
            "W", (n, self.units), self.initializer, n, self.units, axes=("inputs", "units")
        )
        if not self.bias:
            return (weights,)
        return (
            weights,
            ParameterSpec(
                "b", (self.units,), self.bias_initializer, n, self.units, bias=True, axes=("units",)
            ),
        )

    def emit(self, e: Emitter) -> None:
        x, z = e.inputs[0], e.sums(self.activation)
        source = x.extended if self.bias else x.flat
        joined, joined_gradient = e.joined(self.units)
        e.forward(joined.T.dot, source, z.flat)
        dz = e.activate(self.activation, z)
        if not e.learns:
            return
        e.backward(source.dot, dz.flat.T, joined_gradient)
        dx = e.input_gradients[0]
        if dx is not None:
            e.backward(e.parameter("W").dot, dz.flat, dx.flat)

    def detail(self) -> str:
        return tr("linear") if self.activation.is_identity else tr(self.activation.title).lower()
