"""Batch normalisation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.initializers.constant import Constant
from nnsim.engine.layer import ParameterSpec, StateSpec, layers
from nnsim.engine.shape import Shape
from nnsim.engine.trainable import Trainable


@layers.register
@dataclass(frozen=True)
class BatchNorm(Trainable):
    """y = γ·(x − μ)/√(σ² + ε) + β for every feature (images: every channel).

    While training, μ and σ² are those of the batch, and running means of them are kept; in use,
    the running means take their place. So they do in a training step that has a single number of
    each feature, a batch of one: that has no spread, and y = β would tell nothing of x. The running
    means then stay as they are.
    """

    key = "batch_norm"
    title = mark("Batch norm")
    summary = mark(
        "Brings every feature to mean β and spread γ over the batch, so that deep stacks keep learning."
    )
    formula = "y = γ·(x − μ) / √(σ² + ε) + β"
    source = "Ioffe & Szegedy 2015"
    category = "normalise"
    cell_kind = None
    normalises = True
    # In use, mean and spread are running means, which no example changes.
    is_affine = True
    order = 10

    momentum: float = real(0.9, low=0.0, high=0.9999, label=mark("Memory of running means"), advanced=True)
    epsilon: float = real(1e-5, low=1e-12, high=1.0, log=True, label=mark("ε"), advanced=True)

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    @staticmethod
    def _features(shape: Shape) -> tuple[int, tuple[int, ...]]:
        """Return the number of features and the shape that lines them up with (*shape, batch)."""
        axis = 1 if len(shape) == 2 else 0
        lined = [1] * (len(shape) + 1)
        lined[axis] = shape[axis]
        return shape[axis], tuple(lined)

    def parameters(self, inputs: Sequence[Shape]) -> Sequence[ParameterSpec]:
        n, _ = self._features(inputs[0])
        return (
            ParameterSpec("gamma", (n,), Constant(1.0), 1, 1, axes=("features",)),
            ParameterSpec("beta", (n,), Constant(0.0), 1, 1, bias=True, axes=("features",)),
        )

    def states(self, inputs: Sequence[Shape]) -> Sequence[StateSpec]:
        n, _ = self._features(inputs[0])
        return (
            StateSpec("running_mean", (n,), 0.0, ("features",)),
            StateSpec("running_variance", (n,), 1.0, ("features",)),
        )

    def emit(self, e: Emitter) -> None:
        _, lined = self._features(e.output.shape)
        axes = tuple(i for i, n in enumerate(lined) if n == 1 or i == len(lined) - 1)
        axes = tuple(i for i in axes if i != (1 if len(e.output.shape) == 2 else 0))
        mean, inverse = e.state("running_mean").reshape(lined), e.forward.buffer(*lined)
        normal = e.forward.buffer(*e.output.data.shape)
        of_batch = e.training and math.prod(e.output.data.shape[i] for i in axes) > 1
        if of_batch:
            mean = e.forward.buffer(*lined)
            self._emit_batch_statistics(e, axes, mean, inverse, normal)
        else:
            e.forward(np.subtract, e.inputs[0].data, mean, normal)
            e.forward(np.copyto, inverse, e.state("running_variance").reshape(lined))
        self._emit_scale(e, lined, inverse, normal)
        if e.learns:
            self._emit_backward(e, axes, lined, inverse, normal, of_batch)

    def _emit_batch_statistics(
        self, e: Emitter, axes: tuple[int, ...], mean: np.ndarray, variance: np.ndarray, centred: np.ndarray
    ) -> None:
        """Emit mean and variance over `axes`, centred = x − mean, and the running means."""
        x = e.inputs[0].data
        share = e.forward.constant(1 / math.prod(x.shape[i] for i in axes))
        square = e.forward.buffer(*x.shape)
        e.forward(np.add.reduce, x, axes, None, mean, True)
        e.forward(np.multiply, mean, share, mean)
        e.forward(np.subtract, x, mean, centred)
        e.forward(np.multiply, centred, centred, square)
        e.forward(np.add.reduce, square, axes, None, variance, True)
        e.forward(np.multiply, variance, share, variance)
        fresh = e.forward.buffer(mean.size)
        keep, take = e.forward.constant(self.momentum), e.forward.constant(1 - self.momentum)
        for name, batch in (("running_mean", mean), ("running_variance", variance)):
            running = e.state(name)
            e.forward(np.multiply, batch.reshape(-1), take, fresh)
            e.forward(np.multiply, running, keep, running)
            e.forward(np.add, running, fresh, running)

    def _emit_scale(self, e: Emitter, lined: Shape, inverse: np.ndarray, normal: np.ndarray) -> None:
        """Emit inverse ← 1/√(inverse + ε), normal ← normal·inverse and y = γ·normal + β."""
        gamma, beta = e.parameter("gamma").reshape(lined), e.parameter("beta").reshape(lined)
        e.forward(np.add, inverse, e.forward.constant(self.epsilon), inverse)
        e.forward(np.sqrt, inverse, inverse)
        e.forward(np.divide, e.forward.constant(1), inverse, inverse)
        e.forward(np.multiply, normal, inverse, normal)
        e.forward(np.multiply, normal, gamma, e.output.data)
        e.forward(np.add, e.output.data, beta, e.output.data)

    def _emit_backward(
        self,
        e: Emitter,
        axes: tuple[int, ...],
        lined: Shape,
        inverse: np.ndarray,
        normal: np.ndarray,
        of_batch: bool,
    ) -> None:
        """Emit ∂L/∂γ, ∂L/∂β and ∂L/∂x = γ/√(σ²+ε)·(dy − mean(dy) − x̂·mean(dy·x̂)).

        Without statistics `of_batch`, μ and σ² do not depend on x and both means are left out.
        """
        dy = e.incoming.data
        d_gamma, d_beta = e.gradient("gamma").reshape(lined), e.gradient("beta").reshape(lined)
        work, scale = e.backward.buffer(*dy.shape), e.backward.buffer(*lined)
        e.backward(np.multiply, dy, normal, work)
        e.backward(np.add.reduce, work, axes, None, d_gamma, True)
        e.backward(np.add.reduce, dy, axes, None, d_beta, True)
        if e.input_gradients[0] is None:
            return
        dx = e.input_gradients[0].data
        if of_batch:
            share = e.backward.constant(1 / math.prod(dy.shape[i] for i in axes))
            e.backward(np.multiply, d_gamma, share, scale)
            e.backward(np.multiply, normal, scale, work)
            e.backward(np.subtract, dy, work, dx)
            e.backward(np.multiply, d_beta, share, scale)
            e.backward(np.subtract, dx, scale, dx)
        else:
            e.backward(np.copyto, dx, dy)
        e.backward(np.multiply, e.parameter("gamma").reshape(lined), inverse, scale)
        e.backward(np.multiply, dx, scale, dx)
