"""Sparsity: every unit is to be active as rarely as it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnsim.base.settings import real
from nnsim.base.text import mark
from nnsim.engine.emitter import Emitter
from nnsim.engine.layer import Layer, layers
from nnsim.engine.shape import Shape

_EDGE = 0.02
"""The divergence is told to this share of the way from ρ to 0 and to 1; beyond, where it has no end, its tangent is."""


@layers.register
@dataclass(frozen=True)
class Sparsity(Layer):
    """y = x, and λ·Σ KL(ρ ‖ ρ̂ⱼ) is added to the loss, ρ̂ⱼ the mean of number j over the batch.

    KL(ρ ‖ ρ̂) = ρ·ln(ρ/ρ̂) + (1 − ρ)·ln((1 − ρ)/(1 − ρ̂)), of activations between 0 and 1, of any shape. Near 0 and
    1, and beyond, it goes on as a straight line, so that activations of any size are pulled back.
    """

    key = "sparsity"
    title = mark("Sparsity")
    summary = mark(
        "Adds to the loss what keeps every unit silent for most examples, so that each stands for something rare. Put"
        " it after units between 0 and 1, such as sigmoids."
    )
    formula = "L += λ·Σⱼ KL(ρ ‖ ρ̂ⱼ),  ρ̂ⱼ = mean of xⱼ over the batch"
    source = "Lee, Ekanadham & Ng 2008; Ng 2011"
    category = "normalise"
    cell_kind = None
    keeps_times = True
    main_setting = "target"
    order = 50

    target: float = real(0.05, low=0.001, high=0.999, label=mark("Mean activation ρ"))
    strength: float = real(
        0.1,
        low=0.0,
        high=1e6,
        usual=(0.0, 1.0),
        label=mark("Weight λ"),
        help=mark("How much it counts in the loss"),
    )

    def output_shape(self, inputs: Sequence[Shape]) -> Shape:
        return inputs[0]

    @property
    def adds_loss(self) -> bool:
        return self.strength > 0

    def emit(self, e: Emitter) -> None:
        x, dx = e.inputs[0].flat, e.input_gradients[0]
        e.forward(np.copyto, e.output.flat, x)
        slope = None if e.own_loss is None else self._emit_divergence(e, e.own_loss)
        if not e.learns or dx is None:
            return
        if slope is None:
            e.backward(np.copyto, dx.flat, e.incoming.flat)
            return
        pull = e.backward.buffer(*slope.shape)
        e.backward(np.multiply, slope, e.backward.constant(self.strength / e.batch), pull)
        e.backward(np.add, e.incoming.flat, pull, dx.flat)

    def _emit_divergence(self, e: Emitter, own_loss: np.ndarray) -> np.ndarray:
        """Emit the loss, the same for every example, and its slope (ρ̂ − ρ)/(ρ̂·(1 − ρ̂)); return that, (units, 1)."""
        x, c, rho = e.inputs[0].flat, e.forward, self.target
        one = c.constant(1)
        mean, near, far, slope, work, terms = (c.buffer(len(x), 1) for _ in range(6))
        c(np.add.reduce, x, 1, None, mean, True)
        c(np.multiply, mean, c.constant(1 / e.batch), mean)
        c(np.maximum, mean, c.constant(_EDGE * rho), out=near)
        c(np.minimum, near, c.constant(1 - _EDGE * (1 - rho)), out=near)
        c(np.subtract, one, near, far)
        c(np.multiply, near, far, work)
        c(np.subtract, near, c.constant(rho), slope)
        c(np.divide, slope, work, slope)
        # The tangent, then the divergence itself: −ρ·ln(ρ̂/ρ) − (1 − ρ)·ln((1 − ρ̂)/(1 − ρ)).
        c(np.subtract, mean, near, terms)
        c(np.multiply, terms, slope, terms)
        for share, at in ((rho, near), (1 - rho, far)):
            c(np.multiply, at, c.constant(1 / share), work)
            c(np.log, work, work)
            c(np.multiply, work, c.constant(share), work)
            c(np.subtract, terms, work, terms)
        total = c.buffer()
        c(np.multiply, terms, c.constant(self.strength), terms)
        c(np.add.reduce, terms.reshape(len(x)), 0, None, total)
        c(np.copyto, own_loss, total)
        return slope

    def detail(self) -> str:
        return f"ρ = {self.target:g}"
