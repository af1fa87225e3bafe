"""The contract of activation functions."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnsim.base.registry import Part, Registry
from nnsim.base.text import mark
from nnsim.engine.calls import Calls


class Activation(Part):
    """A function y = f(z), applied after a layer's weighted sum or as a layer of its own.

    Arrays are feature-major: the last axis is the batch. `forward` and `slope` emit calls that
    work on whole arrays; `y` may be the same array as `z`, so `slope` sees the output only.
    """

    elementwise: ClassVar[bool] = True
    """False when an output depends on several inputs (softmax); `backward` is then overridden."""
    symbol: ClassVar[str] = "σ"

    def forward(self, calls: Calls, z: np.ndarray, y: np.ndarray) -> None:
        """Emit y = f(z)."""
        raise NotImplementedError

    def slope(self, calls: Calls, y: np.ndarray, out: np.ndarray) -> None:
        """Emit out = f′(z), written in terms of the output y."""
        raise NotImplementedError

    def backward(self, calls: Calls, y: np.ndarray, dy: np.ndarray, dz: np.ndarray) -> None:
        """Emit dz = ∂L/∂z from y and dy = ∂L/∂y."""
        self.slope(calls, y, dz)
        calls(np.multiply, dy, dz, dz)


activations: Registry[Activation] = Registry(
    Activation, "nnsim.engine.activations", mark("activation function")
)
