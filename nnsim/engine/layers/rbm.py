"""RBM: a layer of cells that are on by chance, and can dream what they were fed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnsim.base.part_settings import part
from nnsim.base.settings import integer
from nnsim.base.text import mark
from nnsim.engine.activations.sigmoid import Sigmoid
from nnsim.engine.cell_kind import CellKind
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializer import Initializer, initializers
from nnsim.engine.initializers.normal import Normal
from nnsim.engine.initializers.zeros import Zeros
from nnsim.engine.layer import ParameterSpec, flat_size, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class RBM(Trainable):
    """A restricted Boltzmann machine, of which the outputs are p(hⱼ = 1 | v) = σ(Wᵀv + b): inputs (n,) become (units,).

    W has shape (n, units), b (units,), and a (n,), the biases of what is fed, with which the layer also tells
    p(vᵢ = 1 | h) = σ(W·h + a). Inputs are to lie between 0 and 1. E(v, h) = −a·v − b·h − vᵀ·W·h.

    By back-propagation it is a Dense layer with sigmoids, and a learns nothing.
    """

    key = "rbm"
    title = mark("RBM")
    summary = mark(
        "Hidden cells that are on with a probability, tied to the inputs in both directions: it learns what inputs are"
        " likely, without a target."
    )
    formula = "p(h = 1 | v) = σ(Wᵀ·v + b),  p(v = 1 | h) = σ(W·h + a)"
    source = "Smolensky 1986; Hinton 2002"
    category = "energy"
    cell_kind = CellKind.PROBABILISTIC_HIDDEN
    reads = (0.0, 1.0)
    feeds_back = True
    main_setting = "units"
    order = 60

    units: int = integer(16, low=1, high=100_000, label=mark("Units"))
    initializer: Initializer = part(Normal(0.05), initializers, label=mark("Initializer"))

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        flat_size(self.title, inputs[0])
        return (self.units,)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n = inputs[0][0]
        return (
            ParameterSpec("W", (n, self.units), self.initializer, n, self.units, axes=("inputs", "units")),
            ParameterSpec("b", (self.units,), Zeros(), n, self.units, bias=True, axes=("units",)),
            ParameterSpec("a", (n,), Zeros(), self.units, n, bias=True, axes=("inputs",)),
        )

    def emit(self, e: Emitter) -> None:
        x, sigmoid = e.inputs[0], Sigmoid()
        z, own = e.sums(sigmoid), len(x.extended) * self.units
        # Weights and b lie side by side and are one matrix, as in a Dense layer; a lies behind them.
        joined = e.parameter_window[:own].reshape(-1, self.units)
        e.forward(joined.T.dot, x.extended, z.flat)
        dz = e.activate(sigmoid, z)
        if not e.learns:
            return
        e.backward(x.extended.dot, dz.flat.T, e.gradient_window[:own].reshape(-1, self.units))
        e.backward(e.gradient("a").fill, 0.0)
        dx = e.input_gradients[0]
        if dx is not None:
            e.backward(e.parameter("W").dot, dz.flat, dx.flat)
